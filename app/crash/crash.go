package crash

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/taglane"
)

// About is what every report says first, and how one is written.
type About struct {
	Version string
	Home    string // the person's folder; "" if there is none
	Person  string // how the system calls the person
	Now     func() time.Time
}

// Report is something that went wrong, as it lies on disk.
type Report struct {
	ID   string    `json:"id"`
	At   time.Time `json:"at"`
	Kind string    `json:"kind"` // "verb", "page" or "end"
	Path string    `json:"path"` // where the file lies, from ~ on
	Text string    `json:"text"` // all of the file
}

// Desk is where reports lie.
type Desk struct {
	dir   string
	about About
	run   *os.File // the note of this run; nil once it ended well
}

// mostReports is how many are kept; the oldest go first.
const mostReports = 20

var reportName = regexp.MustCompile(`^crash-(\d{8}T\d{6}\.\d{3})Z-(verb|page|end)\.txt$`)

const stamp = "20060102T150405.000"

// Open makes the folder, writes down how earlier runs ended that did not end
// well, and begins the note of this one. Internal: the folder cannot be written.
func Open(dir string, about About) (*Desk, error) {
	d := &Desk{dir: dir, about: about}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, taglane.OfDisk(err, taglane.Internal, "The folder for crash reports cannot be made.")
	}
	if err := d.bury(); err != nil {
		return nil, err
	}
	run, err := os.OpenFile(filepath.Join(dir, fmt.Sprintf("run-%d.log", os.Getpid())), os.O_CREATE|os.O_TRUNC|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, taglane.OfDisk(err, taglane.Internal, "The folder for crash reports cannot be written.")
	}
	d.run = run
	_, err = fmt.Fprintf(run, "%s %s\n", about.Now().UTC().Format(time.RFC3339), about.Version)
	// What the runtime says while it ends the program goes there too.
	if err = errors.Join(err, debug.SetCrashOutput(run, debug.CrashOptions{})); err != nil {
		return nil, errors.Join(taglane.OfDisk(err, taglane.Internal, "The folder for crash reports cannot be written."), d.Close())
	}
	return d, nil
}

// Close says that this run ended well. Closing twice is closing once.
func (d *Desk) Close() error {
	if d == nil || d.run == nil {
		return nil
	}
	name := d.run.Name()
	err := errors.Join(debug.SetCrashOutput(nil, debug.CrashOptions{}), d.run.Close(), os.Remove(name))
	d.run = nil
	return err
}

// Verb writes down a panic in a verb, with the stack of its goroutine.
func (d *Desk) Verb(panicked any, stack []byte) error {
	return d.write("verb", fmt.Sprintf("A verb failed: %v", panicked), string(stack))
}

// Page writes down what failed in the page.
func (d *Desk) Page(what, stack string) error {
	return d.write("page", "The page failed: "+what, stack)
}

// bury makes reports of runs that are over and did not say so.
func (d *Desk) bury() error {
	notes, err := filepath.Glob(filepath.Join(d.dir, "run-*.log"))
	if err != nil {
		return err
	}
	for _, note := range notes {
		pid, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(filepath.Base(note), "run-"), ".log"))
		if err != nil || (pid != os.Getpid() && alive(pid)) {
			continue
		}
		text, err := os.ReadFile(note)
		if err != nil {
			continue // another start was quicker
		}
		first, rest, _ := strings.Cut(string(text), "\n")
		what := "Taglane ended without being closed. The power may have gone, or something stopped it."
		if strings.TrimSpace(rest) != "" {
			what = "Taglane ended by a fault of its own."
		}
		if err := errors.Join(d.write("end", what+"\nThat run began: "+first, rest), os.Remove(note)); err != nil {
			return err
		}
	}
	return nil
}

// write keeps one report and lets the oldest go that are too many.
func (d *Desk) write(kind, what, stack string) error {
	if d == nil {
		return nil
	}
	at := d.about.Now().UTC()
	text := fmt.Sprintf("%s\n\nVersion: %s\nSystem: %s/%s, %s, %d processors\nAt: %s\nNothing of this was sent anywhere.\n\n%s\n",
		what, d.about.Version, runtime.GOOS, runtime.GOARCH, runtime.Version(), runtime.NumCPU(), at.Format(time.RFC3339), strings.TrimSpace(stack))
	path := filepath.Join(d.dir, "crash-"+at.Format(stamp)+"Z-"+kind+".txt")
	if err := os.WriteFile(path, []byte(Redact(text, d.about.Home, d.about.Person)), 0o600); err != nil {
		return taglane.Wrap(err, taglane.Internal, "The crash report cannot be written.")
	}
	names, err := d.names()
	for _, old := range names[min(len(names), mostReports):] {
		err = errors.Join(err, os.Remove(filepath.Join(d.dir, old)))
	}
	return err
}

// names are the reports on disk, the newest first.
func (d *Desk) names() ([]string, error) {
	entries, err := os.ReadDir(d.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, taglane.Wrap(err, taglane.Internal, "The crash reports cannot be read.")
	}
	names := []string{}
	for _, e := range entries {
		if reportName.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(b, a) })
	return names, nil
}

// Reports are all there are, the newest first.
func (d *Desk) Reports() ([]Report, error) {
	if d == nil {
		return []Report{}, nil
	}
	names, err := d.names()
	if err != nil {
		return nil, err
	}
	out := make([]Report, 0, len(names))
	for _, name := range names {
		path := filepath.Join(d.dir, name)
		text, err := os.ReadFile(path)
		if err != nil {
			continue // deleted by hand meanwhile
		}
		parts := reportName.FindStringSubmatch(name)
		at, _ := time.Parse(stamp, parts[1]) // of digits by its name; a wrong day is no day
		if d.about.Home != "" {
			path = strings.Replace(path, d.about.Home, "~", 1)
		}
		out = append(out, Report{ID: strings.TrimSuffix(name, ".txt"), At: at, Kind: parts[2], Path: path, Text: string(text)})
	}
	return out, nil
}

// Drop deletes a report. NotFound: there is none of that name.
func (d *Desk) Drop(id string) error {
	name := id + ".txt"
	if d == nil || !reportName.MatchString(name) {
		return taglane.Errorf(taglane.NotFound, "This crash report is not there any more.")
	}
	switch err := os.Remove(filepath.Join(d.dir, name)); {
	case errors.Is(err, fs.ErrNotExist):
		return taglane.Errorf(taglane.NotFound, "This crash report is not there any more.")
	case err != nil:
		return taglane.Wrap(err, taglane.Internal, "The crash report cannot be deleted.")
	}
	return nil
}
