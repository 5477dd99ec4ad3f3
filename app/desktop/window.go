package desktop

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/menu"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/mac"
	wails_runtime "github.com/wailsapp/wails/v2/pkg/runtime"

	"taglane/app/taglane"
)

// BeforeRun and AfterStart are called just before the window is made and once
// its runtime stands; the test build hangs its hooks here. They are nil in every
// build that ships.
var (
	BeforeRun  func()
	AfterStart func(ctx context.Context)
)

// window is the shell that the Wails window is.
type window struct {
	config Config
	bridge *Bridge         // bound before the library is open; filled by start
	glass  *glass          // nil until the library is open
	host   string          // where media is served, from start on
	ctx    context.Context // the window's runtime, from start on
	life   context.Context // ends with the window
	end    context.CancelFunc
	fail   error // what went wrong while closing

	mu     sync.Mutex
	grants map[string]bool // paths the person gave by dialog or drop
	handed []string        // files opened with Taglane from elsewhere that the page has not fetched yet
	shown  bool
	again  bool // once closed, Taglane is to be started anew
	bell   bell

	closing atomic.Bool // the page is gone, and nothing more may be told to it
}

// ErrNoDisplay is the end of a window that has nothing to be drawn on.
var ErrNoDisplay = errors.New("there is no display")

// Run opens the window and returns when it is closed. Nothing is opened before
// the window starts: the build runs this far to look at the bridge.
// ErrNoDisplay: the toolkit would end with a trace instead.
func Run(c Config) error {
	w := &window{config: c, bridge: &Bridge{log: c.Log, config: c}, grants: map[string]bool{}}
	lock := "taglane-" + libraryName(c)
	if !awaitForebear() { // which has opened them already
		if handOver(lock) {
			return nil
		}
		w.hand(c.Files)
	}
	runtime.LockOSThread() // the toolkit and the engine belong to the thread that first spoke to them; from another the engine aborts
	if !hasDisplay() {
		return ErrNoDisplay
	}
	keepHome()
	if BeforeRun != nil {
		BeforeRun()
	}
	err := wails.Run(&options.App{
		Title: "Taglane", Width: 1440, Height: 900, MinWidth: 1024, MinHeight: 680,
		StartHidden:      true,
		BackgroundColour: options.NewRGB(0x0d, 0x0e, 0x11),
		AssetServer:      &assetserver.Options{Assets: c.Frontend, Middleware: w.policy},
		Menu:             appMenu(),
		OnStartup:        w.start, OnDomReady: w.ready, OnShutdown: w.stop,
		Bind:           []any{w.bridge},
		ErrorFormatter: func(err error) any { return w.bridge.crossing(err) },
		DragAndDrop:    &options.DragAndDrop{EnableFileDrop: true},
		SingleInstanceLock: &options.SingleInstanceLock{
			UniqueId: lock, OnSecondInstanceLaunch: w.second,
		},
		Mac:   &mac.Options{OnFileOpen: func(path string) { w.arrive([]string{path}) }}, // no words on the command line there
		Linux: &linux.Options{ProgramName: "taglane", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
	})
	if w.again && err == nil {
		err = startAnew()
	}
	return errors.Join(w.fail, err)
}

// libraryName keeps two windows on two libraries from taking each other for
// one, in letters that may stand in the name of a lock.
func libraryName(c Config) string {
	library := named(c.Library)
	if library == "" {
		return "default"
	}
	if abs, err := filepath.Abs(library); err == nil {
		library = abs
	}
	sum := sha256.Sum256([]byte(library))
	return hex.EncodeToString(sum[:8])
}

// start opens the library once the window's runtime stands. Where that fails
// the page says why and offers to try again.
func (w *window) start(ctx context.Context) {
	w.ctx = ctx
	w.life, w.end = context.WithCancel(context.Background())
	l, err := listen("127.0.0.1:0")
	if err != nil {
		w.bridge.wake = func() error { return err }
		return
	}
	w.host, w.bridge.shell = l.Addr().String(), w
	w.bridge.wake = func() error { return w.wake(l) }
	if err := w.bridge.awake(); err != nil {
		w.config.Log.Error("the library could not be opened", "err", err)
	}
	wails_runtime.OnFileDrop(ctx, func(x, y int, paths []string) { w.grant(paths) })
	if AfterStart != nil {
		AfterStart(ctx)
	}
}

func (w *window) wake(l net.Listener) error {
	g, err := open(w.life, w.config, w.bridge, w, w.tell, windowOrigin(), l)
	if err != nil {
		return err
	}
	w.glass = g
	go serveOn(g.ctx, l, g.media)
	return nil
}

// ready shows the window once it has something to show. It may be called
// again after a drop.
func (w *window) ready(ctx context.Context) {
	w.mu.Lock()
	first := !w.shown
	w.shown = true
	w.mu.Unlock()
	if first {
		wails_runtime.WindowShow(ctx)
	}
}

func (w *window) stop(context.Context) {
	w.closing.Store(true)
	if w.glass != nil {
		w.fail = errors.Join(w.fail, w.glass.close())
	}
	if w.end != nil {
		w.end()
	}
	w.fail = errors.Join(w.fail, w.bridge.desk().Close())
	if w.bell.ready.Load() {
		wails_runtime.CleanupNotifications(w.ctx)
	}
}

func (w *window) raise() {
	if w.ctx != nil {
		wails_runtime.WindowUnminimise(w.ctx)
		wails_runtime.WindowShow(w.ctx)
	}
}

func (w *window) tell(e Event) {
	if !w.closing.Load() {
		wails_runtime.EventsEmit(w.ctx, "taglane", e)
	}
}

func (w *window) grant(paths []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range paths {
		w.grants[p] = true
	}
}

// granted waits a moment: a drop is told to the page and to us at once, and the
// page may ask before we have noted the path.
func (w *window) granted(path string) bool {
	for range 40 {
		w.mu.Lock()
		given := w.grants[path]
		w.mu.Unlock()
		if given {
			return true
		}
		time.Sleep(25 * time.Millisecond)
	}
	return false
}

func (w *window) pickClips() ([]string, error) {
	paths, err := wails_runtime.OpenMultipleFilesDialog(w.ctx, wails_runtime.OpenDialogOptions{
		Title:   w.bridge.tell(taglane.Say("Add clips")),
		Filters: []wails_runtime.FileFilter{{DisplayName: w.bridge.tell(taglane.Say("Clips")), Pattern: "*.mp4;*.mov;*.m4v;*.webm;*.mkv;*.3gp;*.MP4;*.MOV"}},
	})
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The dialog could not be opened. Drop the files into the window instead.")
	}
	w.grant(paths)
	return paths, nil
}

func (w *window) pickFeed() (string, error) {
	path, err := wails_runtime.OpenFileDialog(w.ctx, wails_runtime.OpenDialogOptions{
		Title:   w.bridge.tell(taglane.Say("Choose a product file")),
		Filters: []wails_runtime.FileFilter{{DisplayName: w.bridge.tell(taglane.Say("Product files")), Pattern: "*.csv;*.tsv;*.txt;*.xml;*.rss;*.gz"}},
	})
	if err != nil {
		return "", taglane.Wrap(err, taglane.Internal, "The dialog could not be opened.")
	}
	return path, nil
}

func (w *window) pickBundle() (string, error) {
	path, err := wails_runtime.OpenFileDialog(w.ctx, wails_runtime.OpenDialogOptions{
		Title:   w.bridge.tell(taglane.Say("Choose a bundle")),
		Filters: []wails_runtime.FileFilter{{DisplayName: w.bridge.tell(taglane.Say("Bundles of Taglane")), Pattern: "*.taglane"}},
	})
	if err != nil {
		return "", taglane.Wrap(err, taglane.Internal, "The dialog could not be opened.")
	}
	if path != "" {
		w.grant([]string{path})
	}
	return path, nil
}

func (w *window) pickZip() (string, error) {
	path, err := wails_runtime.OpenFileDialog(w.ctx, wails_runtime.OpenDialogOptions{
		Title:   w.bridge.tell(taglane.Say("Choose an export in one file")),
		Filters: []wails_runtime.FileFilter{{DisplayName: w.bridge.tell(taglane.Say("Exports in one file")), Pattern: "*.zip"}},
	})
	if err != nil {
		return "", taglane.Wrap(err, taglane.Internal, "The dialog could not be opened.")
	}
	return path, nil
}

func (w *window) pickFolder() (string, error) {
	path, err := wails_runtime.OpenDirectoryDialog(w.ctx, wails_runtime.OpenDialogOptions{
		Title: w.bridge.tell(taglane.Say("Choose a folder")), CanCreateDirectories: true,
	})
	if err != nil {
		return "", taglane.Wrap(err, taglane.Internal, "The dialog could not be opened.")
	}
	if path != "" {
		w.grant([]string{path})
	}
	return path, nil
}

func (w *window) writes(path string) bool { return w.granted(path) }

func (w *window) looks(path string) bool { return w.granted(path) }

// show opens an address in the person's own browser.
func (w *window) show(address string) error {
	if opener := os.Getenv("TAGLANE_OPENER"); opener != "" { // for people without a default browser, and for tests
		return exec.Command(opener, address).Start() //nolint:gosec // G702: whoever sets our environment may name the program
	}
	wails_runtime.BrowserOpenURL(w.ctx, address)
	return nil
}

// policy sets what the window may load. The media server's port is new at
// every start, so the header is made then.
func (w *window) policy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		from := ""
		if w.host != "" {
			from = " http://" + w.host
		}
		rw.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:"+from+
			"; media-src blob:"+from+"; connect-src 'self'"+from+"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; "+
			"require-trusted-types-for 'script'; trusted-types svelte-trusted-html")
		next.ServeHTTP(rw, r)
	})
}

func windowOrigin() string {
	if runtime.GOOS == "windows" {
		return "http://wails.localhost"
	}
	return "wails://wails"
}

// appMenu keeps the native roles where text fields need them; everywhere else
// the frontend's command table is the menu.
func appMenu() *menu.Menu {
	if runtime.GOOS != "darwin" {
		return nil
	}
	m := menu.NewMenu()
	m.Append(menu.AppMenu())
	m.Append(menu.EditMenu())
	return m
}

// Sampled names the sample clip.
type Sampled struct {
	Clip taglane.ID `json:"clip"`
}
