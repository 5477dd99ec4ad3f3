package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func listServices(c *call) func(context.Context) error {
	return func(context.Context) error {
		all := c.studio.Services()
		return c.answer(map[string]any{"services": all}, func(w io.Writer) {
			for _, v := range all {
				fmt.Fprintf(w, "%-12s  %s\n", v.Service, v.Title)
				for _, n := range v.Needs {
					fmt.Fprintf(w, "    needs %s: %s\n", n.Key, n.Title)
				}
				for _, o := range v.Options {
					fmt.Fprintf(w, "    --set %s=%s: %s\n", o.Key, strings.Join(answers(o), "|"), o.Title)
				}
			}
		})
	}
}

// answers are what may be said to an option.
func answers(o studio.Option) []string {
	if o.Kind == "switch" {
		return []string{"true", "false"}
	}
	out := []string{}
	for _, choice := range o.Choices {
		out = append(out, choice.Value)
	}
	return out
}

func listAccounts(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		accounts, err := c.studio.Accounts(ctx)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"accounts": accounts}, func(w io.Writer) {
			for _, a := range accounts {
				fmt.Fprintf(w, "%s  %-12s  %s\n", a.ID, a.Service, a.Name)
			}
		})
	}
}

func addAccount(c *call) func(context.Context) error {
	name := c.flags.String("name", "", "what you call it")
	base := c.flags.String("base-url", "", "another server that stands in for the service")
	file := c.flags.String("secret-file", "", "a JSON file with the credentials that the service names")
	set := c.flags.StringArray("set", nil, "key=value")
	return func(ctx context.Context) error {
		values, err := settings(*set)
		if err != nil {
			return err
		}
		secret, err := readSecret(*file)
		if err != nil {
			return err
		}
		a, err := c.studio.AddAccount(ctx, studio.NewAccount{Service: c.args[0], Name: *name, BaseURL: *base, Settings: values, Secret: secret})
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"account": a}, func(w io.Writer) { fmt.Fprintln(w, a.ID) })
	}
}

// readSecret reads credentials; nil where no file is named. Nothing of them is
// ever part of a message.
func readSecret(path string) (json.RawMessage, error) {
	if path == "" {
		return nil, nil
	}
	secret, err := os.ReadFile(path)
	if err != nil {
		return nil, taglane.OfDisk(err, taglane.NotFound, "The file with the credentials could not be read.")
	}
	return secret, nil
}

func removeAccount(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		a, err := c.studio.FindAccount(ctx, c.args[0])
		if err != nil {
			return err
		}
		note, err := c.studio.RemoveAccount(ctx, a.ID)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"removed": a.ID, "note": note}, told(note))
	}
}

func disconnectAccount(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		a, err := c.studio.FindAccount(ctx, c.args[0])
		if err != nil {
			return err
		}
		a, note, err := c.studio.DisconnectAccount(ctx, a.ID)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"account": a, "note": note}, told(note))
	}
}

// told prints a note, if there is one.
func told(note string) func(io.Writer) {
	return func(w io.Writer) {
		if note != "" {
			fmt.Fprintln(w, note)
		}
	}
}

func connectAccount(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		a, err := c.studio.FindAccount(ctx, c.args[0])
		if err != nil {
			return err
		}
		if a, err = c.studio.LogIn(ctx, a.ID, &prompt{call: c, lines: bufio.NewReader(c.stdin())}); err != nil {
			return err
		}
		return c.answer(map[string]any{"account": a}, func(w io.Writer) { fmt.Fprintf(w, "%s is connected.\n", a.Name) })
	}
}

// prompt is a person at a terminal who connects an account. What they are
// asked goes to standard error, for standard output holds one answer.
type prompt struct {
	call  *call
	lines *bufio.Reader
}

// Show prints the address and opens it. Where no browser can be started the
// person opens it by hand.
func (p *prompt) Show(address string) error {
	fmt.Fprintln(p.call.world.Stderr, "Log in with your browser:\n"+address)
	if open := browser(address); open.Start() == nil {
		go open.Wait() // so that nothing is left of it
	}
	return nil
}

// browser is the command that opens an address. TAGLANE_OPENER names another
// program than the system's own.
func browser(address string) *exec.Cmd {
	if opener := os.Getenv("TAGLANE_OPENER"); opener != "" {
		return exec.Command(opener, address) //nolint:gosec // G702: whoever sets our environment may name the program
	}
	switch runtime.GOOS {
	case "darwin":
		return exec.Command("open", address)
	case "windows":
		return exec.Command("rundll32", "url.dll,FileProtocolHandler", address)
	}
	return exec.Command("xdg-open", address)
}

// Paste asks for what the browser ended with.
func (p *prompt) Paste(ctx context.Context) (string, error) {
	return p.line(ctx, "Paste the address of the page where your browser ended, or the code that is shown there:")
}

// Choose asks for a number.
func (p *prompt) Choose(ctx context.Context, what taglane.Said, names []string) (int, error) {
	question := what.String()
	for i, name := range names {
		question += fmt.Sprintf("\n%3d  %s", i+1, name)
	}
	text, err := p.line(ctx, question)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > len(names) {
		return 0, taglane.Errorf(taglane.Invalid, "Choose a number from 1 to %d.", len(names))
	}
	return n - 1, nil
}

// Tell says something in English, as the terminal does.
func (p *prompt) Tell(said taglane.Said) string { return said.String() }

// line asks for one line of standard input.
func (p *prompt) line(ctx context.Context, question string) (string, error) {
	fmt.Fprintln(p.call.world.Stderr, question)
	type answer struct {
		text string
		err  error
	}
	typed := make(chan answer, 1)
	go func() { text, err := p.lines.ReadString('\n'); typed <- answer{text, err} }()
	select {
	case a := <-typed:
		if text := strings.TrimSpace(a.text); text != "" || a.err == nil {
			return text, nil
		}
		return "", taglane.Errorf(taglane.Refused, "Nobody answered, so the login was called off.")
	case <-ctx.Done():
		return "", taglane.Wrap(ctx.Err(), taglane.Refused, "The login was called off.")
	}
}

// endings is how a script learns from the exit code how an account stands.
var endings = map[string]taglane.Kind{"login": taglane.Login, "offline": taglane.Offline, "trouble": taglane.Refused}

func accountHealth(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		a, err := c.studio.FindAccount(ctx, c.args[0])
		if err != nil {
			return err
		}
		h, err := c.studio.AccountHealth(ctx, a.ID, true)
		if err != nil {
			return err
		}
		c.ends = endings[h.State]
		return c.answer(map[string]any{"health": h}, func(w io.Writer) { printHealth(w, h) })
	}
}

func printHealth(w io.Writer, h studio.AccountHealth) {
	fmt.Fprintf(w, "%-8s  %s\n", h.State, h.Message)
	for _, s := range h.Scopes {
		mark := "allowed"
		if !s.Granted {
			mark = "missing"
		}
		fmt.Fprintf(w, "  %s  %s  %s\n", mark, s.Name, s.For)
	}
	for _, q := range h.Quotas {
		fmt.Fprintf(w, "  %s: %d of %d left  %s\n", q.What, q.Left, q.Most, q.ResetAt)
	}
	for label, text := range map[string]string{"ends": h.Expires, "note": h.Note, "last fault": strings.TrimSpace(h.LastFaultAt + "  " + h.LastFault)} {
		if text != "" {
			fmt.Fprintf(w, "  %s: %s\n", label, text)
		}
	}
}
