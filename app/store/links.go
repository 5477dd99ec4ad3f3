package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"taglane/app/taglane"
)

// Link is the link of that sub-id; NotFound when none was made here.
func (s *Store) Link(ctx context.Context, subID string) (taglane.Link, error) {
	return the[taglane.Link](s, taglane.Say("There is no such link."), `SELECT body FROM link WHERE sub_id = ?`, subID)
}

// Links lists all links, by clip, tag and place.
func (s *Store) Links(ctx context.Context) ([]taglane.Link, error) {
	return list[taglane.Link](s, `SELECT body FROM link ORDER BY clip, tag, service, sub_id`)
}

// LinksOf lists the links of a clip, by tag and place.
func (s *Store) LinksOf(ctx context.Context, clip taglane.ID) ([]taglane.Link, error) {
	return list[taglane.Link](s, `SELECT body FROM link WHERE clip = ? ORDER BY tag, service, sub_id`, string(clip))
}

// LinksTo lists the links to a product.
func (s *Store) LinksTo(ctx context.Context, product taglane.ID) ([]taglane.Link, error) {
	return list[taglane.Link](s, `SELECT body FROM link WHERE product = ? ORDER BY clip, tag, service, sub_id`, string(product))
}

// TagsOf lists the tags of a product in every clip, by clip and first frame.
func (s *Store) TagsOf(ctx context.Context, product taglane.ID) ([]taglane.Tag, error) {
	return list[taglane.Tag](s, `SELECT body FROM tag WHERE product = ? ORDER BY clip, first, id`, string(product))
}

// KeepPrograms renews programmes of a network's account.
func (s *Store) KeepPrograms(ctx context.Context, account taglane.ID, ps []taglane.Program) error {
	return s.transaction(ctx, "save the programmes", func(tx *sql.Tx) error {
		for _, p := range ps {
			p.Account = account
			if err := insert(tx, p, `INSERT INTO program (account, advertiser, body) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET body = excluded.body`, string(account), p.Advertiser); err != nil {
				return err
			}
		}
		return nil
	})
}

// Programs lists the programmes of all networks, by account and name.
func (s *Store) Programs(ctx context.Context) ([]taglane.Program, error) {
	return list[taglane.Program](s, `SELECT body FROM program ORDER BY account, json_extract(body, '$.name'), advertiser`)
}

// Program is one programme; NotFound when it is not known.
func (s *Store) Program(ctx context.Context, account taglane.ID, advertiser string) (taglane.Program, error) {
	return the[taglane.Program](s, taglane.Say("This programme is not known."), `SELECT body FROM program WHERE account = ? AND advertiser = ?`, string(account), advertiser)
}

// Audit is what became of following a link once.
type Audit struct {
	Link    string          `json:"link"` // its sub-id
	At      time.Time       `json:"at"`
	Verdict string          `json:"verdict"`
	Chain   json.RawMessage `json:"chain"` // hop by hop, as the auditor tells it
}

// KeepAudit adds an audit. What was found before stays.
func (s *Store) KeepAudit(ctx context.Context, a Audit) error {
	return s.transaction(ctx, "save the audit", func(tx *sql.Tx) error {
		return insert(tx, a, `INSERT INTO audit (link, at, verdict, body) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING`, a.Link, stamp(a.At), a.Verdict)
	})
}

// Audits lists the audits of a link, the latest first.
func (s *Store) Audits(ctx context.Context, subID string, most int) ([]Audit, error) {
	return list[Audit](s, `SELECT body FROM audit WHERE link = ? ORDER BY at DESC LIMIT ?`, subID, most)
}

// LatestAudits is the last audit of every link, by sub-id.
func (s *Store) LatestAudits(ctx context.Context) (map[string]Audit, error) {
	all, err := list[Audit](s, `SELECT body FROM audit a WHERE at = (SELECT max(at) FROM audit b WHERE b.link = a.link)`)
	out := make(map[string]Audit, len(all))
	for _, a := range all {
		out[a.Link] = a
	}
	return out, err
}

// Linked says whether a link was made whose sub-id begins so.
func (s *Store) Linked(ctx context.Context, beginning string) (made bool, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM link WHERE sub_id >= ?1 AND sub_id < ?1 || char(1114111))`, beginning).Scan(&made)
	return made, named(err, "read the library")
}
