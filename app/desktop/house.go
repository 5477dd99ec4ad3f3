package desktop

import (
	"cmp"
	"context"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/google/uuid"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// Config is what both shells start from.
type Config struct {
	Frontend fs.FS    // frontend/dist
	Library  string   // "" for the default
	Sample   bool     // puts the sample clip into the library first
	Files    []string // the window opens these, by absolute paths
	Log      *slog.Logger
	// Options are the studio's for a library folder; nil: the function Options.
	Options func(library string) (studio.Options, error)
}

// Options are the studio's for a library folder; "" is the default one.
func Options(library string) (studio.Options, error) {
	library = named(library)
	home, err := os.UserHomeDir()
	if err != nil {
		return studio.Options{}, taglane.Wrap(err, taglane.NotFound, "Taglane cannot find your home folder; say where the library is with --library.")
	}
	pages, exports := filepath.Join(home, "Documents", "Taglane pages"), filepath.Join(home, "Documents", "Taglane exports")
	if library == "" {
		if library, err = standing(home); err != nil { // the webview keeps things of its own beside the usual one
			return studio.Options{}, err
		}
	} else if library, err = filepath.Abs(library); err != nil {
		return studio.Options{}, taglane.Wrap(err, taglane.Invalid, "%s is not a folder.", library)
	} else {
		pages, exports = filepath.Join(library, "pages"), filepath.Join(library, "exports")
	}
	return studio.Options{
		Dir: library, Keyring: studio.SystemKeyring(), Passphrase: passphrase(), State: filepath.Join(stateDir(home), "taglane"), Pages: pages, Exports: exports, Person: person(), Machine: machine(),
		Now: time.Now, NewID: newID, Build: Number, Demo: os.Getenv("TAGLANE_DEMO") != "",
	}, nil
}

// passphrase is how a vault without a keyring is opened: by what the person set
// for this run. A window asks by itself, later.
func passphrase() func() (string, error) {
	if p := os.Getenv("TAGLANE_PASSPHRASE"); p != "" {
		return func() (string, error) { return p, nil }
	}
	return nil
}

// machine is what this laptop is called; "" where it has no name.
func machine() string {
	name, err := os.Hostname()
	if err != nil {
		return ""
	}
	name, _, _ = strings.Cut(name, ".")
	return name
}

// newID is a name that sorts by time of making.
func newID() taglane.ID { return taglane.ID(uuid.Must(uuid.NewV7()).String()) }

func person() string {
	for _, name := range []string{"USER", "USERNAME", "LOGNAME"} {
		if v := os.Getenv(name); v != "" {
			return v
		}
	}
	return "me"
}

// dataDir is where a person's programs keep what belongs to the person.
func dataDir(home string) string {
	switch runtime.GOOS {
	case "darwin":
		return filepath.Join(home, "Library", "Application Support")
	case "windows":
		return envOr("LOCALAPPDATA", filepath.Join(home, "AppData", "Local"))
	}
	return envOr("XDG_DATA_HOME", filepath.Join(home, ".local", "share"))
}

// stateDir is where the second copy of the publish ledger lies, so that
// putting back an old library does not take the ledger back with it.
func stateDir(home string) string {
	switch runtime.GOOS {
	case "darwin", "windows":
		return filepath.Join(dataDir(home), "taglane-state")
	}
	return envOr("XDG_STATE_HOME", filepath.Join(home, ".local", "state"))
}

func envOr(name, other string) string {
	if v := os.Getenv(name); filepath.IsAbs(v) {
		return v
	}
	return other
}

// askedEvery is how long the answer of a service on how an account stands
// counts: short enough that a login which ends is seen the same day.
const askedEvery = 3 * time.Hour

// glass is an open studio with the loopback servers both shells need.
type glass struct {
	bridge *Bridge
	events *events
	media  *mediaServer
	ctx    context.Context
	end    context.CancelFunc
}

// open opens the library and starts what both shells share. mediaAt is where
// media is served; pages always have a port of their own.
func open(ctx context.Context, c Config, b *Bridge, sh shell, tell func(Event), origin string, mediaAt net.Listener) (*glass, error) {
	options := Options
	if c.Options != nil {
		options = c.Options
	}
	o, err := options(c.Library)
	if err != nil {
		return nil, err
	}
	b.log = c.Log
	b.openCrashes(o.State)
	g := &glass{events: &events{tell: tell, seq: b.heard}}
	o.View = b.view.Load()
	o.Emit, o.Log, o.Speaks, o.HealthEvery = announcing(g.events.emit, sh), c.Log, true, askedEvery
	s, err := studio.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	pagesAt, err := listen("127.0.0.1:0")
	if err != nil {
		s.Close()
		return nil, err
	}
	g.ctx, g.end = context.WithCancel(ctx)
	g.media = &mediaServer{file: s.MediaFile, host: mediaAt.Addr().String(), token: cmp.Or(b.mediaToken, newToken()), origin: origin}
	p := &pages{index: func(ctx context.Context, id taglane.ID) (string, error) { return indexOf(ctx, s, id) }, host: pagesAt.Addr().String(), token: newToken()}
	b.studio, b.log, b.media, b.pages, b.shell = s, c.Log, g.media.base(), p, sh
	g.bridge = b
	go serveOn(g.ctx, pagesAt, p)
	if s.Viewed() {
		return g, nil
	}
	if c.Sample {
		if _, err := s.Sample(ctx); err != nil {
			c.Log.Error("the sample could not be put into the library", "err", err)
		}
	}
	if _, err := s.PageAccount(ctx); err != nil {
		c.Log.Error("the web page account could not be made", "err", err)
	}
	return g, nil
}

func (g *glass) close() error {
	g.end()
	g.bridge.keepBundle("")
	return g.bridge.studio.Close()
}
