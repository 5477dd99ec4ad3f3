package studio

import (
	"taglane/app/media"
	"taglane/app/taglane"
	"taglane/app/words"
)

// examineConfinement says to what the programs are kept that read files of
// strangers. Nothing is wrong where they are limited alone: some systems offer
// no more.
func examineConfinement(tool media.Tool, t words.Tongue) HealthCheck {
	c := HealthCheck{Name: "confinement", OK: true}
	switch by, version := tool.Confinement(); by {
	case "Landlock":
		c.Detail = t.Tell(taglane.Say("Programs that read your files see the one at hand and no network (Landlock, version %d).", version))
	case "bubblewrap":
		c.Detail = t.Tell(taglane.Say("Programs that read your files see the one at hand and no network (bubblewrap)."))
	default:
		c.Detail = t.Tell(taglane.Say("Programs that read your files are held to limits of time and memory only: nothing here keeps them to the one at hand."))
		c.Fix = media.InstallConfiner()
	}
	return c
}
