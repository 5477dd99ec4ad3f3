package cli

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// asks makes a studio ask for the passphrase of its vault at this terminal. It
// is asked only where what is typed can be kept off the screen; where nobody
// can be asked, the vault stays locked.
func (c *call) asks(o studio.Options) studio.Options {
	if o.Passphrase != nil || !c.world.Tell {
		return o
	}
	o.Passphrase = func() (string, error) {
		if !echo(false) {
			return "", nil
		}
		defer echo(true)
		lines := bufio.NewReader(c.stdin())
		if studio.HasVault(o.Dir) {
			return c.ask(lines, "Passphrase of your sign-ins: "), nil
		}
		first := c.ask(lines, "This computer has no keyring. Choose a passphrase for your sign-ins: ")
		if first != "" && c.ask(lines, "Once more: ") != first {
			return "", taglane.Errorf(taglane.Refused, "The two are not the same, so nothing was kept.")
		}
		return first, nil
	}
	return o
}

// ask reads one line; "" when nothing comes.
func (c *call) ask(lines *bufio.Reader, question string) string {
	fmt.Fprint(c.world.Stderr, question)
	text, _ := lines.ReadString('\n')
	fmt.Fprintln(c.world.Stderr)
	return strings.TrimRight(text, "\r\n")
}

// echo has the terminal show what is typed, or not; false where that cannot be
// had, and then nothing may be typed.
func echo(on bool) bool {
	how := "-echo"
	if on {
		how = "echo"
	}
	set := exec.Command("stty", how)
	set.Stdin = os.Stdin
	return set.Run() == nil
}
