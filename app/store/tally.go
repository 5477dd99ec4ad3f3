package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// tally remembers how many clips queries have, for as long as nobody writes: a
// list that is scrolled asks for its length with every page.
type tally struct {
	mu    sync.Mutex
	conn  *sql.Conn // one of its own, for only to a connection itself SQLite tells that others have written
	at    int64     // its data_version
	known map[string]int64
}

// most queries anybody goes back and forth between; more are asked anew.
const mostTallies = 100

// of answers a query for one number.
func (t *tally) of(ctx context.Context, db *sql.DB, query string, args ...any) (n int64, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer func() {
		if err != nil {
			t.drop()
		}
	}()
	if t.conn == nil {
		if t.conn, err = db.Conn(ctx); err != nil {
			return 0, err
		}
	}
	var at int64
	if err = t.conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&at); err != nil {
		return 0, err
	}
	if at != t.at || len(t.known) >= mostTallies || t.known == nil {
		t.at, t.known = at, map[string]int64{}
	}
	key := fmt.Sprintf("%s %#v", query, args)
	if n, ok := t.known[key]; ok {
		return n, nil
	}
	// What is written between the two questions is counted early, and once more.
	if err = t.conn.QueryRowContext(ctx, query, args...).Scan(&n); err == nil {
		t.known[key] = n
	}
	return n, err
}

func (t *tally) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drop()
}

func (t *tally) drop() {
	if t.conn != nil {
		t.conn.Close()
	}
	t.conn, t.known = nil, nil
}
