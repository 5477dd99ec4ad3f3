package desktop

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"taglane/app/taglane"
)

// ServeOptions are the words after `taglane serve`.
type ServeOptions struct {
	Addr   string // loopback only
	Origin string // one more page that may ask, for development
	JSON   bool
	Out    io.Writer // where the address is said, on the first line
}

// Serve shows the studio in a browser until ctx ends. Refused: the address is
// not this machine's own. Conflict: the library is open elsewhere.
func Serve(ctx context.Context, c Config, o ServeOptions) error {
	l, err := listen(o.Addr)
	if err != nil {
		return err
	}
	defer l.Close()
	t := &tab{config: c, listen: l, token: newToken(), media: newToken(), origin: o.Origin, ctx: ctx}
	if err := t.first(); err != nil {
		return err
	}
	address := "http://" + l.Addr().String() + "/#" + t.token
	if o.JSON {
		err = json.NewEncoder(o.Out).Encode(map[string]string{"url": address})
	} else {
		_, err = fmt.Fprintln(o.Out, address)
	}
	if err == nil {
		serveOn(ctx, l, http.Handler(t))
	}
	if closed := t.close(); err == nil {
		err = closed
	}
	return err
}

// browser is the shell that a browser tab is.
type browser struct {
	again func() error // begins another life; nil where there is only one
}

func (browser) pickClips() ([]string, error) {
	return nil, taglane.Errorf(taglane.Refused, "Choose files in the browser instead.")
}
func (browser) pickFeed() (string, error) {
	return "", taglane.Errorf(taglane.Refused, "Choose files in the browser instead.")
}
func (browser) pickZip() (string, error) { return browser{}.pickFolder() }
func (browser) pickFolder() (string, error) {
	return "", taglane.Errorf(taglane.Refused, "A browser has no dialog for folders: type the path.")
}

func (browser) pickBundle() (string, error) {
	return "", taglane.Errorf(taglane.Refused, "Choose files in the browser instead.")
}

func (b browser) startAgain() error {
	if b.again != nil {
		return b.again()
	}
	return taglane.Errorf(taglane.Refused, "End `taglane serve` and start it again.")
}

// A browser shows notices of its own, in the tab.
func (browser) notify(string, string) {}
func (browser) focused(bool)          {}

func (browser) granted(string) bool  { return false }
func (browser) takeHanded() []string { return nil }
func (browser) show(string) error    { return nil } // the tab opens the address itself

// looks lets the person type a folder, for a browser has no dialog to give one
// by. What is found there never leaves this machine.
func (browser) looks(string) bool { return true }

func (browser) writes(string) bool { return false }
