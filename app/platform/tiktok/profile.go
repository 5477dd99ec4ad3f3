package tiktok

import (
	"taglane/app/platform"
	"taglane/app/taglane"
)

// portal is where an app of one's own is made; the pages of its parts follow
// from there.
const (
	portal  = "https://developers.tiktok.com/apps/"
	sharing = "https://developers.tiktok.com/doc/content-sharing-guidelines"
	desktop = "https://developers.tiktok.com/doc/login-kit-desktop"
	posting = "https://developers.tiktok.com/doc/content-posting-api-get-started"
	back    = "http://127.0.0.1:*/callback/"
)

func init() {
	platform.Describe("tiktok", platform.Profile{
		Title: title, Whose: "open_id",
		Needs: []platform.Need{
			{Key: "client_key", Title: taglane.Say("Client key"), Hint: taglane.Say("It stands on the page of your app at TikTok for Developers.")},
			{Key: "client_secret", Title: taglane.Say("Client secret"), Hint: taglane.Say("It stands below the client key and stays on this computer."), Secret: true},
		},
		Guide:   guide(),
		Options: append(accountOptions(), postOptions(nil, nil)...),
		Connect: enter, Revoke: leave,
	})
}

// guide leads to an app of one's own: TikTok wants its secret for every login,
// and a program on everybody's desk cannot keep one.
func guide() []platform.Stage {
	return []platform.Stage{
		{Text: taglane.Say("Register at TikTok for Developers and connect an app of your own."), Link: portal,
			Note: taglane.Say("TikTok knows no login without the secret of an app, so the app has to be yours.")},
		{Text: taglane.Say("Add the product Login Kit to the app and choose Desktop as its platform."), Link: desktop},
		{Text: taglane.Say("Enter this as its redirect address, with the star and the stroke at its end."), Link: portal, Copy: back,
			Note: taglane.Say("The star stands for any port. TikTok compares the rest letter by letter.")},
		{Text: taglane.Say("Add the product Content Posting API. Switch on Direct Post there only if you want to post without TikTok's app."), Link: posting},
		{Text: taglane.Say("Ask for the permissions to put clips into your inbox and to read your figures."), Link: portal, Copy: "user.info.basic,video.upload,video.list"},
		{Text: taglane.Say("For posts without TikTok's app, ask for this permission as well."), Link: portal, Copy: "video.publish"},
		{Text: taglane.Say("Copy the client key and the client secret from the page of the app."), Link: portal},
		{Text: taglane.Say("Before an app may post for others to see, TikTok audits it. Until then choose the inbox, or post for yourself alone on a private account."), Link: sharing,
			Note: taglane.Say("The audit takes some weeks. It wants pages with your terms and your privacy policy, and short films of each step.")},
	}
}

// accountOptions are decided once. A new connection goes to the inbox.
func accountOptions() []platform.Option {
	return []platform.Option{
		{Key: "mode", Title: taglane.Say("How clips are posted"), Kind: platform.AsChoice, Default: "inbox", Account: true, Choices: []platform.Choice{
			{Value: "inbox", Title: taglane.Say("Into my TikTok inbox, where I finish the post")},
			{Value: "direct", Title: taglane.Say("As a post at once")},
		}, Hint: taglane.Say("From the inbox you can add a product link in TikTok's app; to a post that is made at once you cannot.")},
		{Key: "audited", Title: taglane.Say("TikTok has audited the app"), Kind: platform.AsSwitch, Default: "false", Account: true, Hint: saidUnaudited()},
	}
}

// postOptions are what TikTok wants to be decided of every post, in the order
// of its guidelines. c is what the account may do now; nil before anybody
// asked. set is what was decided so far.
func postOptions(c *creator, set map[string]string) []platform.Option {
	o := []platform.Option{
		{Key: "privacy", Title: taglane.Say("Who can see the post"), Kind: platform.AsChoice, Choices: audiences(c, set)},
		{Key: "comment", Title: taglane.Say("Allow comments"), Kind: platform.AsSwitch, Default: "false"},
		{Key: "duet", Title: taglane.Say("Allow duets"), Kind: platform.AsSwitch, Default: "false"},
		{Key: "stitch", Title: taglane.Say("Allow stitches"), Kind: platform.AsSwitch, Default: "false"},
		{Key: "disclosure", Title: taglane.Say("Disclose that the post promotes something"), Kind: platform.AsSwitch, Default: "false",
			Hint: taglane.Say("Switch it on if the post promotes yourself, a product or somebody else, and say which.")},
		{Key: "brand_organic", Title: taglane.Say("Your brand"), Kind: platform.AsSwitch, Default: "false",
			Hint: taglane.Say("You promote yourself or your own business. TikTok labels the post as “Promotional content”.")},
		{Key: "brand_content", Title: taglane.Say("Branded content"), Kind: platform.AsSwitch, Default: "false",
			Hint: taglane.Say("You promote somebody else's brand or product. TikTok labels the post as “Paid partnership”.")},
		{Key: "ai", Title: taglane.Say("Made with AI"), Kind: platform.AsSwitch, Default: "false"},
		{Key: "consent", Title: saidAgree(yes(set["brand_content"])), Kind: platform.AsSwitch},
	}
	if c == nil {
		return o
	}
	for i, off := range map[int]bool{1: c.CommentDisabled, 2: c.DuetDisabled, 3: c.StitchDisabled} {
		if off {
			o[i].Why = taglane.Say("Your TikTok account has this switched off: %s.", toggles[o[i].Key])
		}
	}
	if privacyOf(taglane.Publication{Settings: set}) == alone && !yes(set["brand_content"]) {
		o[6].Why = saidNotAlone()
	}
	return o
}

var toggles = map[string]taglane.Said{
	"comment": taglane.Say("comments"), "duet": taglane.Say("duets"), "stitch": taglane.Say("stitches"),
}

// audiences are the ones TikTok offers, as it returned them and in that order;
// none is chosen for anybody.
func audiences(c *creator, set map[string]string) (out []platform.Choice) {
	offered := []string{everybody, followers, friends, alone}
	if c != nil {
		offered = c.Privacy
	}
	for _, word := range offered {
		choice := platform.Choice{Value: word, Title: taglane.Plain(word)}
		switch word {
		case everybody:
			choice = platform.Choice{Value: "public", Title: taglane.Say("Everybody")}
		case followers:
			choice = platform.Choice{Value: "followers", Title: taglane.Say("Followers")}
		case friends:
			choice = platform.Choice{Value: "friends", Title: taglane.Say("Friends: followers you follow back")}
		case alone:
			choice = platform.Choice{Value: "private", Title: taglane.Say("Only you")}
			if yes(set["brand_content"]) {
				choice.Why = saidNotAlone()
			}
		}
		out = append(out, choice)
	}
	return out
}

func saidNotAlone() taglane.Said {
	return taglane.Say("A paid partnership cannot be posted for yourself alone.")
}

// saidAgree is the declaration beside the button, in TikTok's own words.
func saidAgree(branded bool) taglane.Said {
	if branded {
		return taglane.Say("By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation.")
	}
	return taglane.Say("By posting, you agree to TikTok's Music Usage Confirmation.")
}
