package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// KindSwap is what a person said of a proposal to give a product's place to another.
const KindSwap = "swap"

// Swap is a decision on a product that was certainly sold out. It is written
// once, with the change it brings, and undo takes both back.
type Swap struct {
	ID       taglane.ID         `json:"id"`
	Product  taglane.ID         `json:"product"`
	By       taglane.ID         `json:"by"` // what was proposed; "" where nothing was
	Approved bool               `json:"approved"`
	Who      string             `json:"who"`
	Why      string             `json:"why"` // as the person put it
	Evidence []taglane.Sighting `json:"evidence"`
	At       time.Time          `json:"at"`
}

// SwapWrites are all cells of a decision.
func SwapWrites(v Swap) []edit.Write {
	return []edit.Write{Set(KindSwap, v.ID, edit.Present, true), Set(KindSwap, v.ID, "swap", v)}
}

func projectSwap(tx *sql.Tx, id string, f fields) error {
	v := read[Swap](f, "swap")
	v.ID = taglane.ID(id)
	if _, err := tx.Exec(`DELETE FROM swap WHERE id = ?`, id); err != nil || gone(f) {
		return err
	}
	return insert(tx, v, `INSERT INTO swap (id, product, at, body) VALUES (?1, ?2, ?3, ?4)`, id, string(v.Product), stamp(v.At))
}

// Swaps lists the decisions on a product, or all of them where it is "", the
// latest first.
func (s *Store) Swaps(ctx context.Context, product taglane.ID) ([]Swap, error) {
	return list[Swap](s, `SELECT body FROM swap WHERE ?1 = '' OR product = ?1 ORDER BY at DESC, id DESC`, string(product))
}

// Held is something a look found that nobody believes yet.
type Held struct {
	Kind   string          `json:"kind"`   // link or product
	ID     string          `json:"id"`     // a sub-id or a product
	Source string          `json:"source"` // that is doubted; "" while the look goes on
	At     time.Time       `json:"at"`
	Found  json.RawMessage `json:"found"` // as the looker tells it
}

// Hold keeps what looks found until it is believed or dropped; of each thing
// the last.
func (s *Store) Hold(ctx context.Context, all ...Held) error {
	return s.transaction(ctx, "save what was found", func(tx *sql.Tx) error {
		for _, h := range all {
			if err := insert(tx, h, `INSERT OR REPLACE INTO held (kind, id, source, at, body) VALUES (?1, ?2, ?3, ?4, ?5)`, h.Kind, h.ID, h.Source, stamp(h.At)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Held lists what is held, by source and time.
func (s *Store) Held(ctx context.Context) ([]Held, error) {
	return list[Held](s, `SELECT body FROM held ORDER BY source, at, kind, id`)
}

// Drop forgets what is held of things.
func (s *Store) Drop(ctx context.Context, kind string, ids ...string) error {
	return s.transaction(ctx, "forget what was found", func(tx *sql.Tx) error {
		for _, id := range ids {
			if _, err := tx.Exec(`DELETE FROM held WHERE kind = ? AND id = ?`, kind, id); err != nil {
				return err
			}
		}
		return nil
	})
}
