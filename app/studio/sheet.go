package studio

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/taglane"
)

// Sheet is what is left to do by hand after a post is there.
type Sheet struct {
	Title string      `json:"title"`
	Where string      `json:"where"` // https, where it is done; "" for none
	Steps []SheetStep `json:"steps"`
}

// SheetStep is one thing to do by hand. That it is done is what a person says.
type SheetStep struct {
	N       int        `json:"n"` // from 1
	Text    string     `json:"text"`
	Copy    string     `json:"copy"`
	Product taglane.ID `json:"product"`
	Done    bool       `json:"done"`
}

// claim is who said of a step that it is done, and when.
type claim struct {
	By string    `json:"by"`
	At time.Time `json:"at"`
}

const sheetSetting = "sheet."

// stepName is the same for the same thing to do, wherever it stands in a list.
func stepName(x platform.SheetStep) string {
	sum := sha256.Sum256([]byte(x.Text.String() + "\x00" + x.Copy + "\x00" + string(x.Tag)))
	return hex.EncodeToString(sum[:8])
}

// Sheet is what is left to do by hand for a publication; no steps while
// nothing is public, or where nothing is left.
func (s *Studio) Sheet(ctx context.Context, publication taglane.ID) (Sheet, error) {
	row, err := s.store.Load(ctx, publication)
	if err != nil {
		return Sheet{}, err
	}
	sheet, err := s.sheetOf(ctx, row)
	if err != nil {
		return Sheet{}, err
	}
	claims, err := s.claims(ctx, publication)
	if err != nil {
		return Sheet{}, err
	}
	s.named(sheet.Where)
	out := Sheet{s.Tell(sheet.Title), sheet.Where, make([]SheetStep, 0, len(sheet.Steps))}
	for i, x := range sheet.Steps {
		_, done := claims[stepName(x)]
		out.Steps = append(out.Steps, SheetStep{i + 1, s.Tell(x.Text), x.Copy, x.Tag, done})
	}
	return out, nil
}

// SetSheetStep says of the step n that a person did it, or did not after all.
// NotFound: there is no such step.
func (s *Studio) SetSheetStep(ctx context.Context, publication taglane.ID, n int, done bool) (Sheet, error) {
	row, err := s.store.Load(ctx, publication)
	if err != nil {
		return Sheet{}, err
	}
	sheet, err := s.sheetOf(ctx, row)
	if err != nil {
		return Sheet{}, err
	}
	if n < 1 || n > len(sheet.Steps) {
		return Sheet{}, taglane.Errorf(taglane.NotFound, "There is no such step.")
	}
	claims, err := s.claims(ctx, publication)
	if err != nil {
		return Sheet{}, err
	}
	if name := stepName(sheet.Steps[n-1]); done {
		claims[name] = claim{s.o.Person, s.o.Now().UTC()}
	} else {
		delete(claims, name)
	}
	text, err := json.Marshal(claims)
	if err != nil {
		return Sheet{}, err
	}
	if err := s.store.SetSetting(ctx, sheetSetting+string(publication), string(text)); err != nil {
		return Sheet{}, err
	}
	s.o.Emit("outbox", struct{}{})
	return s.Sheet(ctx, publication)
}

// sheetOf asks the connector what it leaves to the person.
func (s *Studio) sheetOf(ctx context.Context, r outbox.Row) (platform.Sheet, error) {
	if r.Stage < outbox.Live {
		return platform.Sheet{}, nil
	}
	service, p, err := s.connect(ctx, r)
	if err != nil {
		return platform.Sheet{}, err
	}
	return sheetFrom(service, r, p), nil
}

func sheetFrom(service platform.Publisher, r outbox.Row, p taglane.Publication) platform.Sheet {
	by, ok := platform.As[platform.HandingOff](service)
	if !ok || r.Stage < outbox.Live {
		return platform.Sheet{}
	}
	return by.Sheet(r.Post, p)
}

// claims are the steps of a publication that a person said are done.
func (s *Studio) claims(ctx context.Context, publication taglane.ID) (map[string]claim, error) {
	out := map[string]claim{}
	text, err := s.store.Setting(ctx, sheetSetting+string(publication))
	if err != nil || text == "" {
		return out, err
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "What was done by hand cannot be read.")
	}
	return out, nil
}
