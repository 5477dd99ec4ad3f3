package youtube

import (
	"taglane/app/platform"
	"taglane/app/taglane"
)

// profile is what a person is shown before there is an account.
func profile() platform.Profile {
	return platform.Profile{
		Title: "YouTube", Whose: "channel_id", Needs: needs(), Guide: guide(), Options: options(), Connect: connect, Revoke: revoke,
	}
}

func needs() []platform.Need {
	return []platform.Need{
		{Key: "client_id", Secret: true, Title: taglane.Say("Client ID"),
			Hint: taglane.Say("It ends in .apps.googleusercontent.com. You may also paste the whole JSON file of the client here; then nothing else is needed.")},
		{Key: "client_secret", Secret: true, May: true, Title: taglane.Say("Client secret"),
			Hint: taglane.Say("It begins with GOCSPX-. Leave it empty if you pasted the whole file above.")},
	}
}

func guide() []platform.Stage {
	const console = "https://console.cloud.google.com"
	return []platform.Stage{
		{Text: taglane.Say("Make a project of your own in Google Cloud. It costs nothing."), Link: console + "/projectcreate", Copy: "Taglane",
			Note: taglane.Say("Your own project has a quota of its own: 100 uploads a day, shared with nobody.")},
		{Text: taglane.Say("Switch on the YouTube Data API v3 in it."), Link: console + "/apis/library/youtube.googleapis.com"},
		{Text: taglane.Say("Fill in the consent screen: a name, your mail address, and “External” as audience."), Link: console + "/auth/overview"},
		{Text: taglane.Say("Publish the app, so that its status reads “In production”."), Link: console + "/auth/audience",
			Note: taglane.Say("While the status is “Testing”, every login ends after 7 days. A login from that time has to be made anew. Until Google has verified the app it shows a warning; go on under “Advanced”.")},
		{Text: taglane.Say("Make an OAuth client of the kind “Desktop app”."), Link: console + "/auth/clients/create", Copy: "Taglane"},
		{Text: taglane.Say("Download its JSON file and paste what is in it under “Client ID”."), Link: console + "/auth/clients"},
		{Text: taglane.Say("Verify the channel, so that it may have covers of its own."), Link: "https://www.youtube.com/verify",
			Note: taglane.Say("Without it YouTube refuses covers, and the clip is published without one.")},
	}
}

func options() []platform.Option {
	return []platform.Option{
		{Key: "made_for_kids", Title: taglane.Say("Made for kids"), Kind: platform.AsChoice, Choices: yesNo(),
			Hint: taglane.Say("YouTube asks for it by law. It shows no products on what is made for kids.")},
		{Key: "privacy", Title: taglane.Say("Who sees it"), Kind: platform.AsChoice, Default: "public", Choices: []platform.Choice{
			{Value: "public", Title: taglane.Say("Everybody")},
			{Value: "unlisted", Title: taglane.Say("Whoever has the link")},
			{Value: "private", Title: taglane.Say("Only you")},
		}, Hint: taglane.Say("Every clip is uploaded as private and becomes what you choose once YouTube has processed it.")},
		{Key: "publish_at", Title: taglane.Say("YouTube publishes it by itself"), Kind: platform.AsTime, Default: atOnce,
			Hint: taglane.Say("At that time it becomes public, also while this computer is off.")},
		{Key: "category", Title: taglane.Say("Category"), Kind: platform.AsChoice, Default: usualCategory, Choices: categories()},
		{Key: "ai", Title: taglane.Say("Realistic scenes made or altered by AI"), Kind: platform.AsChoice, Choices: yesNo(),
			Hint: taglane.Say("YouTube wants it disclosed and shows a label.")},
		{Key: "paid", Title: taglane.Say("Paid promotion"), Kind: platform.AsChoice, Default: "auto", Choices: []platform.Choice{
			{Value: "auto", Title: taglane.Say("As the products say")},
			{Value: "true", Title: taglane.Say("Yes")},
			{Value: "false", Title: taglane.Say("No")},
		}, Hint: taglane.Say("YouTube shows a label where a product is marked as paid.")},
		{Key: "notify_subscribers", Title: taglane.Say("Tell subscribers"), Kind: platform.AsSwitch, Default: "true",
			Hint: taglane.Say("YouTube does not say whether this holds for a video that becomes public later.")},
	}
}

func yesNo() []platform.Choice {
	return []platform.Choice{{Value: "true", Title: taglane.Say("Yes")}, {Value: "false", Title: taglane.Say("No")}}
}

func categories() []platform.Choice {
	return []platform.Choice{
		{Value: "22", Title: taglane.Say("People and blogs")},
		{Value: "26", Title: taglane.Say("Howto and style")},
		{Value: "24", Title: taglane.Say("Entertainment")},
		{Value: "23", Title: taglane.Say("Comedy")},
		{Value: "20", Title: taglane.Say("Gaming")},
		{Value: "10", Title: taglane.Say("Music")},
		{Value: "17", Title: taglane.Say("Sports")},
		{Value: "15", Title: taglane.Say("Pets and animals")},
		{Value: "19", Title: taglane.Say("Travel and events")},
		{Value: "2", Title: taglane.Say("Cars and vehicles")},
		{Value: "1", Title: taglane.Say("Film and animation")},
		{Value: "27", Title: taglane.Say("Education")},
		{Value: "28", Title: taglane.Say("Science and technology")},
		{Value: "25", Title: taglane.Say("News and politics")},
		{Value: "29", Title: taglane.Say("Nonprofits and activism")},
	}
}
