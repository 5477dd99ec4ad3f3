package studio

import (
	"cmp"
	"context"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"taglane/app/access"
	"taglane/app/media"
	"taglane/app/taglane"
	"taglane/app/words"
)

// Health is what Examine found.
type Health struct {
	Checks []HealthCheck `json:"checks"`
}

// HealthCheck is one thing looked at; Fix is the one command that mends it.
type HealthCheck struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Fix    string `json:"fix"`
}

// Examine looks at the machine and the library without changing either, also
// when neither can be used. It speaks English, for the library says in which
// language to speak.
func Examine(ctx context.Context, o Options) Health {
	t := words.In("")
	h := examineTools(ctx, t)
	h.Checks = append(h.Checks, examineKeyring(o.Keyring, t), examineLibrary(ctx, o, t))
	return h
}

// Doctor examines from inside an open library.
func (s *Studio) Doctor(ctx context.Context) Health {
	h := examineTools(ctx, *s.tongue.Load())
	c := HealthCheck{Name: "library", OK: true, Detail: s.say("Every page of %s is whole.", s.o.Dir)}
	if err := s.store.Check(ctx); err != nil {
		c.OK, c.Detail = false, s.Sentence(s.logged(err))
	}
	ledger := HealthCheck{Name: "ledger", OK: true, Detail: s.say("The ledger of what was published is whole.")}
	if wrong := s.ledger.Damage(); wrong.Format != "" {
		ledger.OK, ledger.Detail = false, s.Tell(wrong)
	}
	h.Checks = append(h.Checks, examineKeyring(s.o.Keyring, *s.tongue.Load()))
	h.Checks = append(h.Checks, s.examineSignIns(ctx)...)
	h.Checks = append(h.Checks, c, ledger)
	return h
}

// keyrings are what systems call the keyring that they have, or may have.
var keyrings = map[string]string{"darwin": "Keychain", "windows": "Credential Manager"}

// examineKeyring says whether there is a keyring. Nothing is wrong without one:
// it is never installed for Taglane's sake.
func examineKeyring(k Keyring, t words.Tongue) HealthCheck {
	name := cmp.Or(keyrings[runtime.GOOS], "Secret Service")
	said := taglane.Say("None answers here (%s). Taglane does not need one: you choose a passphrase for your sign-ins, or that they are not remembered.", name)
	if access.KeyringAnswers(k) {
		said = taglane.Say("%s answers, and can hold the key to your sign-ins.", name)
	}
	return HealthCheck{Name: "keyring", OK: true, Detail: t.Tell(said)}
}

// examineSignIns says how sign-ins are held, once there are any. That a person
// has not entered their passphrase is no fault; that the keyring which holds the
// key does not give it back is one.
func (s *Studio) examineSignIns(ctx context.Context) []HealthCheck {
	v, err := s.Vault(ctx)
	switch {
	case err != nil:
		return []HealthCheck{{Name: "sign-ins", Detail: s.Sentence(s.logged(err))}}
	case v.State == "open", v.State == "locked":
		return []HealthCheck{{Name: "sign-ins", OK: v.State == "open" || v.Kind == "passphrase", Detail: v.Message}}
	}
	return nil
}

func examineLibrary(ctx context.Context, o Options, t words.Tongue) HealthCheck {
	c := HealthCheck{Name: "library", OK: true, Detail: t.Tell(taglane.Say("The library in %s is whole.", o.Dir))}
	st, _, err := openStore(ctx, &o)
	if err == nil {
		err = cmp.Or(st.Check(ctx), st.Viewed())
		defer st.Close()
	}
	switch taglane.KindOf(err) {
	case "":
	case taglane.Conflict:
		c.Detail = t.Tell(taglane.Say("The library in %s is open in another Taglane.", o.Dir))
	default:
		c.OK, c.Detail = false, t.Of(err)
	}
	return c
}

// needs are the parts of ffmpeg without which some of the studio stands still.
var needs = []struct {
	list, name string
	have, lack taglane.Said
}{
	{"-encoders", "libx264",
		taglane.Say("It makes previews that scrub exactly."), taglane.Say("This ffmpeg lacks libx264, which makes previews that scrub exactly.")},
	{"-encoders", "aac",
		taglane.Say("It keeps the sound of previews."), taglane.Say("This ffmpeg lacks aac, which keeps the sound of previews.")},
	{"-decoders", "hevc",
		taglane.Say("It opens what newer phones film."), taglane.Say("This ffmpeg lacks hevc, which opens what newer phones film.")},
	{"-filters", "scdet",
		taglane.Say("It finds where a scene begins."), taglane.Say("This ffmpeg lacks scdet, which finds where a scene begins.")},
}

func examineTools(ctx context.Context, t words.Tongue) Health {
	h := Health{Checks: []HealthCheck{}}
	tool, err := media.Find()
	if err != nil {
		return Health{[]HealthCheck{{"ffmpeg", false, t.Of(err), media.Install()}}}
	}
	version, err := tool.Version(ctx)
	if err != nil {
		return Health{[]HealthCheck{{"ffmpeg", false, t.Of(err), media.Install()}}}
	}
	h.Checks = append(h.Checks, HealthCheck{"ffmpeg", true, version, ""}, examineConfinement(tool, t))
	lists := map[string]string{}
	for _, n := range needs {
		if _, have := lists[n.list]; !have {
			lists[n.list] = listing(ctx, tool.FFmpeg, n.list)
		}
		c := HealthCheck{Name: n.name, OK: strings.Contains(lists[n.list], " "+n.name+" "), Detail: t.Tell(n.have)}
		if !c.OK {
			c.Detail, c.Fix = t.Tell(n.lack), media.Install()
		}
		h.Checks = append(h.Checks, c)
	}
	return h
}

func listing(ctx context.Context, program, list string) string {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, "-hide_banner", "-v", "error", list).Output()
	if err != nil {
		return ""
	}
	return string(out)
}
