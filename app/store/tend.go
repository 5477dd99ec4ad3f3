package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// fullLog is how many frames the write-ahead log may have before it is brought
// home.
const fullLog = 1000

// writer is the one connection that writes. What is written by one statement is
// tended to as a transaction is.
type writer struct {
	*sql.DB
	tend   func(ctx context.Context)
	viewed error // why it writes nothing; nil: it writes
}

func (w writer) BeginTx(ctx context.Context, o *sql.TxOptions) (*sql.Tx, error) {
	if w.viewed != nil {
		return nil, w.viewed
	}
	return w.DB.BeginTx(ctx, o)
}

func (w writer) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if w.viewed != nil {
		return nil, w.viewed
	}
	r, err := w.DB.ExecContext(ctx, query, args...)
	if err == nil {
		w.tend(ctx)
	}
	return r, err
}

// tend comes after each commit: it bears witness to it, and brings a long log
// home. SQLite would do the latter by itself, but tell nobody which pages it
// writes. A commit is done whatever becomes of this.
func (s *Store) tend(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	conn, err := s.write.Conn(ctx) // there is one: whoever has it is alone
	if err != nil {
		return
	}
	defer conn.Close()
	frames, home, err := s.checkpoint(ctx, conn, "NOOP")
	if err != nil {
		return
	}
	if s.sums != nil && s.bear(frames) != nil {
		s.giveUp()
	}
	// A reader may hold some of the log back for long; asking at each commit is of no use.
	if frames >= fullLog && frames != home && (frames < s.asked || frames >= s.asked+fullLog/4) {
		s.asked = frames
		s.bringHome(ctx, conn)
	}
}

// bear notes how many frames the log has.
func (s *Store) bear(frames uint32) error {
	f, err := os.Open(s.path() + "-wal")
	if err != nil {
		return err
	}
	defer f.Close()
	w := witness{frames: frames}
	if _, err := f.ReadAt(w.salt[:], 16); err != nil {
		return err
	}
	return s.sums.bear(w)
}

// bringHome writes what the log holds into the library, as far as readers let
// it. all: nothing is left that is not there.
func (s *Store) bringHome(ctx context.Context, conn *sql.Conn) (all bool, err error) {
	var log wal
	if s.sums != nil {
		frames, _, err := s.checkpoint(ctx, conn, "NOOP")
		if err == nil {
			log, err = readWAL(s.path() + "-wal")
		}
		// A person may have moved the folder away, and what lies at its place is not what is written to.
		if err != nil || log.frames != frames || s.sums.expect(log) != nil {
			s.giveUp()
		}
	}
	frames, home, err := s.checkpoint(ctx, conn, "PASSIVE")
	if err != nil || frames != home {
		return false, err
	}
	if s.sums != nil && s.sums.home(log) != nil {
		s.giveUp()
	}
	return true, nil
}

// checkpoint says how many frames the log has, and how many of them are home.
func (s *Store) checkpoint(ctx context.Context, conn *sql.Conn, mode string) (frames, home uint32, err error) {
	var busy bool
	var all, done int64
	err = conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(`+mode+`)`).Scan(&busy, &all, &done)
	return uint32(max(all, 0)), uint32(max(done, 0)), err
}

// empty leaves no log behind, for a library that is let go.
func (s *Store) empty(ctx context.Context) error {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	all, err := s.bringHome(ctx, conn)
	if err != nil {
		return err
	}
	// The witness goes before the log does, or it would miss it.
	if s.sums != nil && (!all || errors.Join(s.sums.bear(witness{}), s.sums.f.Sync()) != nil) {
		s.giveUp()
	}
	if _, _, err := s.checkpoint(ctx, conn, "TRUNCATE"); err != nil {
		return err
	}
	if s.sums == nil && all {
		s.sum()
	}
	return nil
}

// manySums is how large a library may be, in bytes, to be summed up when it is
// opened; a larger one is when it is closed.
const manySums = 64 << 20

// begin makes the sums of a library that has none.
func (s *Store) begin(ctx context.Context) {
	if s.sums != nil || s.Size() > manySums {
		return
	}
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	if all, err := s.bringHome(ctx, conn); err == nil && all {
		s.sum()
	}
}

// sum sums the library up while nobody writes to it. It is worth less than what
// it is done for, so that goes on without.
func (s *Store) sum() {
	page, err := pageOf(s.path())
	if err == nil {
		s.sums, err = makeSums(s.sumsPath(), s.path(), page)
	}
	if err != nil {
		os.Remove(s.sumsPath())
	}
}

// giveUp forgets the sums: what is written from here on is not told to them.
func (s *Store) giveUp() {
	if s.sums != nil {
		s.sums.void()
		s.sums = nil
	}
}

func (s *Store) sumsPath() string { return filepath.Join(s.dir, "sums") }

// pageOf is the size of a library's pages.
func pageOf(path string) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	head := make([]byte, 18)
	if _, err := io.ReadFull(f, head); err != nil {
		return 0, err
	}
	if n := int64(binary.BigEndian.Uint16(head[16:])); n != 1 {
		return n, nil
	}
	return 65536, nil
}
