package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"taglane/app/taglane"
)

// stamp is a time as it sorts in a column.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Source is a feed or a shop whose listings are kept here to be searched.
type Source struct {
	Name     string         `json:"name"`    // what listings call it
	Title    string         `json:"title"`   // what a person calls it
	Account  taglane.ID     `json:"account"` // whose catalog it is; "" for a file
	Answers  map[string]any `json:"answers"` // what was asked of its file: currency, columns
	ReadAt   time.Time      `json:"read_at"`
	Listings int            `json:"listings"`
	Whole    []string       `json:"whole"` // the last two complete readings, the older first
}

// Sources lists the sources by name.
func (s *Store) Sources(ctx context.Context) ([]Source, error) {
	return list[Source](s, `SELECT body FROM source ORDER BY name`)
}

// Source is the source of that name; NotFound when there is none.
func (s *Store) Source(ctx context.Context, name string) (Source, error) {
	return the[Source](s, taglane.Say("There is no such source of products."), `SELECT body FROM source WHERE name = ?`, name)
}

// KeepSource adds or replaces a source, and counts what is listed of it.
func (s *Store) KeepSource(ctx context.Context, v Source) error {
	return s.transaction(ctx, "save the source of products", func(tx *sql.Tx) error {
		if err := tx.QueryRow(`SELECT count(*) FROM listing WHERE source = ?`, v.Name).Scan(&v.Listings); err != nil {
			return err
		}
		return insert(tx, v, `INSERT INTO source (name, body) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET body = excluded.body`, v.Name)
	})
}

// Listed counts what is listed of a source.
func (s *Store) Listed(ctx context.Context, source string) (n int, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FROM listing WHERE source = ?`, source).Scan(&n)
	return n, named(err, "read the library")
}

// RemoveSource forgets a source and all it listed. Products made of it stay.
func (s *Store) RemoveSource(ctx context.Context, name string) error {
	return s.transaction(ctx, "forget the source of products", func(tx *sql.Tx) error {
		for _, q := range []string{
			`DELETE FROM listing_words WHERE rowid IN (SELECT row FROM listing WHERE source = ?)`,
			`DELETE FROM listing WHERE source = ?`, `DELETE FROM source WHERE name = ?`,
		} {
			if _, err := tx.Exec(q, name); err != nil {
				return err
			}
		}
		return nil
	})
}

// KeepListings takes in what one reading of a source lists, in one
// transaction. A key that is there already is renewed. reading names the
// reading, later ones sorting after earlier.
func (s *Store) KeepListings(ctx context.Context, reading string, ls []taglane.Listing) error {
	return s.transaction(ctx, "save what the source lists", func(tx *sql.Tx) error {
		put, err := tx.Prepare(`INSERT INTO listing (source, key, seen, gtin, body) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (source, key) DO UPDATE SET seen = excluded.seen, gtin = excluded.gtin, body = excluded.body RETURNING row`)
		if err != nil {
			return err
		}
		defer put.Close()
		find, err := tx.Prepare(`INSERT OR REPLACE INTO listing_words (rowid, text) VALUES (?, ?)`)
		if err != nil {
			return err
		}
		defer find.Close()
		for _, l := range ls {
			if err := keepListing(put, find, reading, l); err != nil {
				return err
			}
		}
		return nil
	})
}

func keepListing(put, find *sql.Stmt, reading string, l taglane.Listing) error {
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	gtin := ""
	if len(l.GTINs) > 0 {
		gtin = l.GTINs[0]
	}
	var row int64
	if err := put.QueryRow(l.Source, l.Key, reading, gtin, string(body)).Scan(&row); err != nil {
		return err
	}
	_, err = find.Exec(row, listingWords(l))
	return err
}

// listingWords are what a listing is found by.
func listingWords(l taglane.Listing) string {
	words := append([]string{l.Title, l.Brand, l.SKU, l.MPN, l.Shop}, l.GTINs...)
	for _, o := range l.Options {
		words = append(words, o.Value)
	}
	return strings.Join(words, " ")
}

// StillListed notes that a reading named these keys of a source, though nothing
// could be taken from it.
func (s *Store) StillListed(ctx context.Context, source, reading string, keys []string) error {
	if len(keys) == 0 {
		return nil
	}
	return s.transaction(ctx, "save what the source lists", func(tx *sql.Tx) error {
		for _, key := range keys {
			if _, err := tx.Exec(`UPDATE listing SET seen = ? WHERE source = ? AND key = ?`, reading, source, key); err != nil {
				return err
			}
		}
		return nil
	})
}

// Absent lists what a source listed before a reading and not in it, and counts
// it; at most so many are named.
func (s *Store) Absent(ctx context.Context, source, reading string, most int) (ls []taglane.Listing, n int, err error) {
	if err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM listing WHERE source = ? AND seen < ?`, source, reading).Scan(&n); err != nil {
		return nil, 0, named(err, "read the library")
	}
	ls, err = list[taglane.Listing](s, `SELECT body FROM listing WHERE source = ? AND seen < ? ORDER BY row LIMIT ?`, source, reading, most)
	return ls, n, err
}

// Expire takes out what a source has not listed since a reading, and returns
// how much that was. Whether that may be done is for its caller to know.
func (s *Store) Expire(ctx context.Context, source, reading string) (n int64, err error) {
	err = s.transaction(ctx, "take out what the source no longer lists", func(tx *sql.Tx) error {
		if _, err := tx.Exec(`DELETE FROM listing_words WHERE rowid IN (SELECT row FROM listing WHERE source = ? AND seen < ?)`, source, reading); err != nil {
			return err
		}
		r, err := tx.Exec(`DELETE FROM listing WHERE source = ? AND seen < ?`, source, reading)
		if err != nil {
			return err
		}
		n, err = r.RowsAffected()
		return err
	})
	return n, err
}

// Listings finds listings by the beginnings of words, of one source or of all;
// after is how many to pass over.
func (s *Store) Listings(ctx context.Context, source, query string, after, most int) ([]taglane.Listing, error) {
	if q := match(query); q != "" {
		return list[taglane.Listing](s, `SELECT l.body FROM listing_words w JOIN listing l ON l.row = w.rowid
			WHERE w.listing_words MATCH ?1 AND (?2 = '' OR l.source = ?2) ORDER BY w.rank, l.row LIMIT ?4 OFFSET ?3`, q, source, after, most)
	}
	return list[taglane.Listing](s, `SELECT body FROM listing WHERE ?1 = '' OR source = ?1 ORDER BY row LIMIT ?3 OFFSET ?2`, source, after, most)
}

// Listing is one listing of a source; NotFound when it is not listed.
func (s *Store) Listing(ctx context.Context, source, key string) (taglane.Listing, error) {
	return the[taglane.Listing](s, taglane.Say("The source lists no such product."), `SELECT body FROM listing WHERE source = ? AND key = ?`, source, key)
}

// ListedAs lists what sources offer under a GTIN of 14 digits.
func (s *Store) ListedAs(ctx context.Context, gtin string) ([]taglane.Listing, error) {
	if gtin == "" {
		return nil, nil
	}
	return list[taglane.Listing](s, `SELECT body FROM listing WHERE gtin = ? ORDER BY row`, gtin)
}

// See keeps what was seen of prices and stock. Seeing the same at the same
// time twice keeps it once; nothing that was seen is ever changed.
func (s *Store) See(ctx context.Context, seen ...taglane.Sighting) error {
	return s.transaction(ctx, "save what was seen", func(tx *sql.Tx) error {
		for _, v := range seen {
			if err := insert(tx, v, `INSERT INTO sighting (product, at, source, body) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING`, string(v.Product), stamp(v.At), v.Source); err != nil {
				return err
			}
		}
		return nil
	})
}

// Sightings lists what was seen of a product, the latest first.
func (s *Store) Sightings(ctx context.Context, product taglane.ID, most int) ([]taglane.Sighting, error) {
	return list[taglane.Sighting](s, `SELECT body FROM sighting WHERE product = ? ORDER BY at DESC, source LIMIT ?`, string(product), most)
}

// LatestSightings is the last that was seen of every product.
func (s *Store) LatestSightings(ctx context.Context) (map[taglane.ID]taglane.Sighting, error) {
	seen, err := list[taglane.Sighting](s, `SELECT body FROM sighting v WHERE at = (SELECT max(at) FROM sighting w WHERE w.product = v.product)`)
	out := make(map[taglane.ID]taglane.Sighting, len(seen))
	for _, v := range slices.Backward(seen) {
		out[v.Product] = v
	}
	return out, err
}
