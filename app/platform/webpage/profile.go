package webpage

import (
	"maps"
	"slices"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// called is what each language that pages speak calls itself.
var called = map[string]string{"de": "Deutsch", "en": "English", "es": "Español", "fr": "Français", "it": "Italiano", "ja": "日本語", "zh": "简体中文"}

func init() {
	platform.Describe("webpage", platform.Profile{
		Title: "Web page", Whose: "base_address",
		Needs: []platform.Need{
			{Key: "dir", Title: taglane.Say("Folder for the pages"), Hint: taglane.Say("Each page becomes a folder of its own in there.")},
			{Key: "base_address", Title: taglane.Say("Public address of the folder"), Hint: taglane.Say("Where the folder is seen on the web, if you upload it: https://example.com/clips"), May: true},
		},
		Options: []platform.Option{
			{Key: "language", Title: taglane.Say("Language of clips that name none"), Kind: platform.AsChoice, Choices: tongues(), Default: "en", Account: true},
			{Key: "single_file", Title: taglane.Say("Everything in one file"), Hint: taglane.Say("One page that can be sent by mail. Clips above 8 MB become a folder all the same."), Kind: platform.AsSwitch, Default: "false"},
			{Key: "impressions", Title: taglane.Say("Count what visitors look at"), Hint: taglane.Say("The page counts in the visitor's own browser and sends nothing."), Kind: platform.AsSwitch, Default: "false"},
		},
	})
}

// tongues are the languages of pages, by name.
func tongues() []platform.Choice {
	out := make([]platform.Choice, 0, len(languages))
	for _, code := range slices.Sorted(maps.Keys(languages)) {
		out = append(out, platform.Choice{Value: code, Title: taglane.Plain(called[code])})
	}
	return out
}
