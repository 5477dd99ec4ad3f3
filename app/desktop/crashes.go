package desktop

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"taglane/app/crash"
	"taglane/app/taglane"
)

// mostOfPage is how many failures of the page one run writes down: a page that
// fails at every frame says the same again and again.
const mostOfPage = 5

// openCrashes begins to write down what falls, once a run. A Taglane that cannot
// write it down is as good as one that can in everything else.
func (b *Bridge) openCrashes(state string) {
	if b.crashes != nil || state == "" {
		return
	}
	home, _ := os.UserHomeDir() // without one there is nothing to leave out
	desk, err := crash.Open(filepath.Join(state, "crashes"), crash.About{Version: Version(), Home: home, Person: person(), Now: time.Now})
	if err != nil {
		b.log.Error("crash reports cannot be written", "err", err)
		return
	}
	b.crashes = desk
}

// fell writes down a panic in a verb.
func (b *Bridge) fell(panicked any) {
	if err := b.desk().Verb(panicked, debug.Stack()); err != nil {
		b.log.Error("a crash report could not be written", "err", err)
	}
}

func (b *Bridge) desk() *crash.Desk {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.crashes
}

// Crashes are the reports of what went wrong badly, the newest first; they lie
// on this machine alone.
func (b *Bridge) Crashes() ([]crash.Report, error) {
	return held(b, func() ([]crash.Report, error) { return b.desk().Reports() })
}

// DropCrash deletes a report.
func (b *Bridge) DropCrash(id string) error {
	_, err := held(b, func() (done, error) { return done{}, b.desk().Drop(id) })
	return err
}

// ReportCrash writes down what failed in the page. Later: it failed too often
// in this run.
func (b *Bridge) ReportCrash(what, stack string) error {
	_, err := held(b, func() (done, error) {
		b.mu.Lock()
		b.ofPage++
		n := b.ofPage
		b.mu.Unlock()
		if n > mostOfPage {
			return done{}, taglane.Errorf(taglane.Later, "Enough was written down of what fails in this window.")
		}
		return done{}, b.desk().Page(what, stack)
	})
	return err
}
