package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/pflag"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// World is what the command line borrows from whoever runs it.
type World struct {
	Version string                                       // what `taglane version` prints
	Options func(library string) (studio.Options, error) // library "" is the default one
	Stdin   io.Reader                                    // nil: the process's own
	Stdout  io.Writer                                    //
	Stderr  io.Writer                                    //
	Serve   func(context.Context, ServeOptions) error    // the browser twin; its errors carry a Kind
	Tell    bool                                         // stderr is a terminal: show progress
}

// ServeOptions are the words after `taglane serve`.
type ServeOptions struct {
	Library, Addr, Origin string
	Sample, JSON          bool
}

// exits are the exit codes scripts rely on.
var exits = map[taglane.Kind]int{
	taglane.Internal: 1, taglane.Invalid: 3, taglane.NotFound: 4, taglane.Refused: 5, taglane.Login: 6,
	taglane.Offline: 7, taglane.Unsure: 8, taglane.Conflict: 9, taglane.Later: 75,
}

// errUsage is a call whose words are off; exit code 2.
type errUsage struct{ sentence string }

func (e errUsage) Error() string { return e.sentence }

// Run does what args say and returns the exit code.
func Run(ctx context.Context, w World, args []string) int {
	if len(args) > 0 && (args[0] == "help" || args[0] == "--help" || args[0] == "-h") {
		fmt.Fprint(w.Stdout, Help())
		return 0
	}
	if len(args) > 0 && args[0] == "--version" {
		args[0] = "version"
	}
	v, rest, err := find(args)
	c := &call{world: w, flags: pflag.NewFlagSet("", pflag.ContinueOnError)}
	if err == nil {
		err = c.run(ctx, v, rest)
	}
	if errors.Is(err, pflag.ErrHelp) {
		fmt.Fprintf(w.Stdout, "taglane %s\n%s\n%s", v.usage, v.sentence, c.flags.FlagUsages())
		return 0
	}
	return c.finish(err)
}

// call is one run of one verb.
type call struct {
	world   World
	flags   *pflag.FlagSet
	args    []string
	library string
	json    bool
	events  bool
	blocked bool         // preflight found a block: exit 5, though the answer was given
	partial bool         // some of what was given was refused: exit 3
	ends    taglane.Kind // how the verb ends though the answer was given; "" for well

	studio *studio.Studio
	out    sync.Mutex
}

func (c *call) run(ctx context.Context, v verb, args []string) (err error) {
	c.flags.Usage = func() {}
	c.flags.SortFlags = false
	c.flags.StringVar(&c.library, "library", os.Getenv("TAGLANE_LIBRARY"), "the library's folder")
	c.flags.BoolVar(&c.json, "json", false, "one JSON document on standard output")
	c.flags.BoolVar(&c.events, "json-events", false, "events as lines of JSON, the answer last")
	do := v.prepare(c)
	if err := c.flags.Parse(args); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			return err
		}
		return errUsage{"taglane " + v.name + ": " + err.Error() + "."}
	}
	c.json = c.json || c.events
	if c.args = c.flags.Args(); len(c.args) < v.least || v.most >= 0 && len(c.args) > v.most {
		return errUsage{"usage: taglane " + v.usage}
	}
	if v.needs == aLibrary {
		if err := c.open(ctx); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, c.studio.Close()) }()
	}
	return do(ctx)
}

func (c *call) open(ctx context.Context) error {
	o, err := c.world.Options(c.library)
	if err != nil {
		return err
	}
	o = c.asks(o)
	o.Quiet = true
	o.Log = slog.New(slog.NewTextHandler(c.world.Stderr, nil))
	switch {
	case c.events:
		o.Emit = c.event
	case c.world.Tell && !c.json:
		o.Emit = c.draw
	}
	c.studio, err = studio.Open(ctx, o)
	return err
}

// stdin is what a person types.
func (c *call) stdin() io.Reader {
	if c.world.Stdin != nil {
		return c.world.Stdin
	}
	return os.Stdin
}

func (c *call) event(name string, data any) {
	c.print(map[string]any{"event": name, "data": data})
}

// print writes one JSON document on one line.
func (c *call) print(v any) error {
	c.out.Lock()
	defer c.out.Unlock()
	e := json.NewEncoder(c.world.Stdout)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return taglane.Wrap(err, taglane.Internal, "The answer could not be written.")
	}
	return nil
}

// answer gives the verb's answer: doc for scripts, text for people.
func (c *call) answer(doc any, text func(io.Writer)) error {
	if c.json {
		return c.print(doc)
	}
	text(c.world.Stdout)
	return nil
}

// finish reports an error and finds the exit code.
func (c *call) finish(err error) int {
	if err == nil {
		switch {
		case c.blocked:
			return exits[taglane.Refused]
		case c.partial:
			return exits[taglane.Invalid]
		}
		return exits[c.ends]
	}
	var usage errUsage
	if errors.As(err, &usage) {
		fmt.Fprintln(c.world.Stderr, usage.sentence)
		return 2
	}
	f := studio.FaultOf(err)
	fmt.Fprintln(c.world.Stderr, f.Message)
	if f.Kind == taglane.Internal {
		fmt.Fprintln(c.world.Stderr, "details:", err)
	}
	if c.json {
		c.print(map[string]any{"error": f})
	}
	return exits[f.Kind]
}

// need says what a verb wants before it runs.
type need int

const (
	aLibrary need = iota
	nothing
)

// verb is one word, or two, that the program answers to. prepare names its
// flags and returns what it does once they are read.
type verb struct {
	name     string
	usage    string
	sentence string
	least    int
	most     int // positional arguments; −1: any number
	needs    need
	prepare  func(*call) func(context.Context) error
}

// find takes the longest verb that args begin with.
func find(args []string) (verb, []string, error) {
	for n := min(2, len(args)); n > 0; n-- {
		name := strings.Join(args[:n], " ")
		if i := slices.IndexFunc(verbs(), func(v verb) bool { return v.name == name }); i >= 0 {
			return verbs()[i], args[n:], nil
		}
	}
	if len(args) == 0 {
		return verb{}, nil, errUsage{"taglane: say what to do; `taglane help` lists the verbs."}
	}
	return verb{}, nil, errUsage{fmt.Sprintf("taglane: there is no verb %q; `taglane help` lists them.", args[0])}
}

// Help lists every verb with its sentence.
func Help() string {
	var b strings.Builder
	b.WriteString("taglane                     opens the window\n\n")
	for _, v := range verbs() {
		fmt.Fprintf(&b, "taglane %s\n    %s\n", v.usage, v.sentence)
	}
	b.WriteString("\nEvery verb takes --library DIR (or TAGLANE_LIBRARY) and --json. A time is a frame (f228), seconds (7.6) or 00:00:07.600.\n")
	return b.String()
}

// IsVerb says whether a word begins a verb, so that main knows whose it is.
func IsVerb(word string) bool {
	return word == "help" || word == "--help" || word == "-h" || word == "--version" ||
		slices.ContainsFunc(verbs(), func(v verb) bool { first, _, _ := strings.Cut(v.name, " "); return first == word })
}
