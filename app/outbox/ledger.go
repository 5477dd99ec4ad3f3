package outbox

import (
	"encoding/json"
	"errors"
	"sync"

	"taglane/app/taglane"
)

// Sealer keeps the handles in the ledger from other programs' eyes.
type Sealer interface {
	Seal(plain []byte) ([]byte, error)
	Unseal(sealed []byte) ([]byte, error)
}

// Plain seals nothing. It is right only where handles are no secrets.
type Plain struct{}

// Seal returns b.
func (Plain) Seal(b []byte) ([]byte, error) { return b, nil }

// Unseal returns b.
func (Plain) Unseal(b []byte) ([]byte, error) { return b, nil }

// Ledger is the second line for what cannot be taken back: an append-only file
// beside the database, in two copies. When a library is put back to yesterday,
// the ledger still knows what was posted today.
type Ledger struct {
	seal    Sealer
	library string

	mu     sync.Mutex
	pages  []page
	dirty  bool // the last line may or may not be on disk: read before anything else
	tail   string
	breaks int
	known  map[string]facts
	epochs map[string]int // highest, by revision and account
}

// OpenLedger opens the copies of a library's ledger and makes them equal.
// Paths are files: one beside the library, one in the person's state folder.
// A torn last line is cut. Damage in the middle is kept and told by Damage.
// Later: a copy cannot be read or written.
func OpenLedger(library string, seal Sealer, paths ...string) (*Ledger, error) {
	if len(paths) == 0 {
		return nil, taglane.Errorf(taglane.Internal, "The publish ledger has no place to lie.")
	}
	var pages []page
	for _, path := range paths {
		p, err := openPage(path)
		if err != nil {
			for _, p := range pages {
				p.Close()
			}
			return nil, taglane.Wrap(err, taglane.Later, "The publish ledger cannot be opened, so nothing is published.")
		}
		pages = append(pages, p)
	}
	return readLedger(library, seal, pages)
}

// NoLedger knows nothing and takes nothing, for a library that is only shown.
func NoLedger() (*Ledger, error) { return readLedger("", Plain{}, []page{noPage{}}) }

func readLedger(library string, seal Sealer, pages []page) (*Ledger, error) {
	l := &Ledger{seal: seal, library: library, pages: pages, dirty: true}
	if err := l.reread(); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// Close closes the files. Nothing is buffered.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var err error
	for _, p := range l.pages {
		err = errors.Join(err, p.Close())
	}
	return err
}

// Damage says in one sentence what is wrong with the ledger; nothing when all is
// well.
func (l *Ledger) Damage() taglane.Said {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.breaks == 0 {
		return taglane.Said{}
	}
	return taglane.Say("The publish ledger is damaged in %d places. Publications that were under way then are looked at before anything is sent again.", l.breaks)
}

// Highest is the highest epoch the ledger knows for a revision at an account;
// false when it knows none.
func (l *Ledger) Highest(revision string, account taglane.ID) (epoch int, known bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	epoch, known = l.epochs[pair(revision, account)]
	return epoch, known
}

func pair(revision string, account taglane.ID) string { return revision + "\x00" + string(account) }

// Append writes a line to every copy and returns when it is durable. After an
// error nothing is known of the line; the ledger reads itself again before it
// is used next. Later: a copy cannot be written.
func (l *Ledger) Append(line Line) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.reread(); err != nil {
		return err
	}
	line.Library, line.Prev = l.library, l.tail
	w, err := write(line)
	if err != nil {
		return taglane.Wrap(err, taglane.Internal, "The publish ledger could not be written.")
	}
	l.dirty = true
	for _, p := range l.pages {
		if err := p.Append([]byte(w.text + "\n")); err != nil {
			return unwritten(err)
		}
	}
	l.dirty = false
	l.take(w)
	return nil
}

func unwritten(err error) error {
	return taglane.Wrap(err, taglane.Later, "The publish ledger cannot be written, so nothing is published until there is room.")
}

// handleLine seals a session for the ledger.
func (l *Ledger) handleLine(session json.RawMessage) (Line, error) {
	sealed, err := l.seal.Seal(session)
	if err != nil {
		return Line{}, taglane.Wrap(err, taglane.Login, "The upload's handle cannot be kept safe until the vault is open.")
	}
	return Line{Kind: LineHandle, Handle: sealed, Sum: sumOf(session)}, nil
}

// of is what is known of a key.
func (l *Ledger) of(key string) (facts, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.reread(); err != nil {
		return facts{}, err
	}
	return l.known[key], nil
}

// doubts says whether lines about the key may be missing.
func (l *Ledger) doubts(f facts) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return f.since < l.breaks
}

// take adds a written line to what is known.
func (l *Ledger) take(w written) {
	l.tail = w.hash
	l.known[w.Key] = l.known[w.Key].fold(w.Line, l.breaks)
	p := pair(w.Revision, w.Account)
	if e, ok := l.epochs[p]; !ok || w.Epoch > e {
		l.epochs[p] = w.Epoch
	}
}

// reread reads the copies after an open or a failed write, cuts torn lines,
// and gives each copy the lines it lacks.
func (l *Ledger) reread() error {
	if !l.dirty {
		return nil
	}
	copies, seen := make([]parsed, len(l.pages)), map[string]written{}
	for i, p := range l.pages {
		b, err := p.Read()
		if err != nil {
			return taglane.Wrap(err, taglane.Later, "The publish ledger cannot be read, so nothing is published.")
		}
		copies[i] = parse(b, seen)
		if copies[i].keep < copies[i].size {
			if err := p.Truncate(copies[i].keep); err != nil {
				return unwritten(err)
			}
		}
	}
	lines, breaks := union(copies)
	for i, p := range l.pages {
		for _, w := range lines {
			if copies[i].has[w.hash] {
				continue
			}
			if err := p.Append([]byte(w.text + "\n")); err != nil {
				return unwritten(err)
			}
		}
	}
	l.tail, l.breaks, l.known, l.epochs = "", 0, map[string]facts{}, map[string]int{}
	for i, w := range lines {
		if breaks[i] {
			l.breaks++
		}
		l.take(w)
	}
	if breaks[len(lines)] {
		l.breaks++
		l.tail = lost
	}
	l.dirty = false
	return nil
}
