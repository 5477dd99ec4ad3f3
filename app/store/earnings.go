package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"taglane/app/taglane"
)

// KeepEarnings takes in what a network reported together with where to go on
// asking: both are on disk or neither is. A row that is there already takes the
// new form, for a network changes what it said of a sale.
func (s *Store) KeepEarnings(ctx context.Context, account taglane.ID, rows []taglane.Earning, cursor json.RawMessage) error {
	return s.transaction(ctx, "save what was earned", func(tx *sql.Tx) error {
		for _, e := range rows {
			e.Account = account
			if err := insert(tx, e, `INSERT INTO earning (account, key, sub_id, sold, body) VALUES (?1, ?2, ?3, ?4, ?5)
				ON CONFLICT DO UPDATE SET sub_id = excluded.sub_id, sold = excluded.sold, body = excluded.body`, string(account), e.Key, e.SubID, stamp(e.SoldAt)); err != nil {
				return err
			}
		}
		_, err := tx.Exec(`INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`, earningCursor(account), string(cursor))
		return err
	})
}

func earningCursor(account taglane.ID) string { return "earnings/" + string(account) }

// EarningCursor is where to go on asking an account what was earned; nil at first.
func (s *Store) EarningCursor(ctx context.Context, account taglane.ID) (json.RawMessage, error) {
	text, err := s.Setting(ctx, earningCursor(account))
	if err != nil || text == "" {
		return nil, err
	}
	return json.RawMessage(text), nil
}

// Earnings lists what was sold in [from, to), by time. Zero times are no bounds.
func (s *Store) Earnings(ctx context.Context, from, to time.Time) ([]taglane.Earning, error) {
	return list[taglane.Earning](s, `SELECT body FROM earning WHERE sold >= ? AND sold < ? ORDER BY sold, account, key`, stamp(from), until(to))
}

// SalesOf lists all lines of the sales that these lines belong to, whenever they
// were sold.
func (s *Store) SalesOf(ctx context.Context, lines []taglane.Earning) ([]taglane.Earning, error) {
	type sale [2]string
	asked := map[sale]bool{}
	for _, e := range lines {
		asked[sale{string(e.Account), e.Original}] = true
	}
	body, err := json.Marshal(slices.Collect(maps.Keys(asked)))
	if err != nil {
		return nil, err
	}
	return list[taglane.Earning](s, `SELECT e.body FROM json_each(?) k CROSS JOIN earning e INDEXED BY earning_sale
		WHERE e.account = json_extract(k.value, '$[0]') AND json_extract(e.body, '$.original') = json_extract(k.value, '$[1]') ORDER BY e.sold, e.account, e.key`, string(body))
}

// LastPaid is when an account last told of a commission: of its sale or of its
// posting, whichever is later. What was taken back is none. The zero time: never.
func (s *Store) LastPaid(ctx context.Context, account taglane.ID) (time.Time, error) {
	last, err := list[taglane.Earning](s, `SELECT body FROM earning WHERE account = ? AND CAST(json_extract(body, '$.commission.value') AS REAL) > 0
		ORDER BY max(sold, json_extract(body, '$.posted_at')) DESC LIMIT 1`, string(account))
	if err != nil || len(last) == 0 {
		return time.Time{}, err
	}
	if at := last[0].PostedAt; at.After(last[0].SoldAt) {
		return at, nil
	}
	return last[0].SoldAt, nil
}

// Curve is how much of a clip's audience a service saw stay, as a person
// brought it in.
type Curve struct {
	Clip    taglane.ID `json:"clip"`
	Service string     `json:"service"`
	Kept    []float64  `json:"kept"` // share of the audience at even steps from the first frame to the last
	At      time.Time  `json:"at"`
}

// KeepCurve keeps a clip's curve at a service in place of the one before.
func (s *Store) KeepCurve(ctx context.Context, c Curve) error {
	return s.transaction(ctx, "save the curve", func(tx *sql.Tx) error {
		return insert(tx, c, `INSERT INTO curve (clip, service, at, body) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (clip, service) DO UPDATE SET at = excluded.at, body = excluded.body`, string(c.Clip), c.Service, stamp(c.At))
	})
}

// Curves lists the curves of a clip, by service.
func (s *Store) Curves(ctx context.Context, clip taglane.ID) ([]Curve, error) {
	return list[Curve](s, `SELECT body FROM curve WHERE clip = ? ORDER BY service`, string(clip))
}
