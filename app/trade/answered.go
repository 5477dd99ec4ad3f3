package trade

import (
	"context"
	"encoding/json"
	"time"

	"taglane/app/taglane"
)

// troublePrefix is before the names of the settings that say how an account
// answered when its figures were asked for.
const troublePrefix = "figures/"

// answered is how an account answered. What it did not tell is unknown, which is
// something else than nothing.
type answered struct {
	Kind  taglane.Kind `json:"kind,omitempty"` // why it did not tell all the last time; "": it did
	Said  taglane.Said `json:"said,omitzero"`
	Whole time.Time    `json:"whole,omitzero"` // when it told all last; zero: never
}

// warning is what a person is warned of: they have to log in, it tells later by
// itself, or it failed; "" where it told all.
func (a answered) warning() string {
	switch a.Kind {
	case "":
		return ""
	case taglane.Login:
		return "login"
	case taglane.Later, taglane.Offline, taglane.Unsure:
		return "late"
	}
	return "failed"
}

// answers are how all accounts answered that were ever asked.
func (t *Trade) answers(ctx context.Context) (map[taglane.ID]answered, error) {
	kept, err := t.l.Store.Settings(ctx, troublePrefix)
	out := make(map[taglane.ID]answered, len(kept))
	for id, text := range kept {
		var a answered
		if json.Unmarshal([]byte(text), &a) != nil { // a sentence, as it was kept before
			a = answered{Kind: taglane.Internal, Said: taglane.Plain(text)}
		}
		out[taglane.ID(id)] = a
	}
	return out, err
}

// answer keeps how an account answered now.
func (t *Trade) answer(ctx context.Context, account taglane.ID, wrong error) error {
	all, err := t.answers(ctx)
	if err != nil {
		return err
	}
	a := answered{Whole: all[account].Whole}
	if wrong == nil {
		a.Whole = t.l.Now().UTC()
	} else {
		a.Kind, a.Said = taglane.KindOf(wrong), taglane.SaidOf(wrong)
	}
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return t.l.Store.SetSetting(ctx, troublePrefix+string(account), string(body))
}

// unknown says what is missing in all sums while an account does not answer.
func (t *Trade) unknown(a answered) string {
	if a.Whole.IsZero() {
		return t.say("What came in there is not known yet; it is missing here.")
	}
	return t.say("What came in there since %s is not known yet; it is missing here.", taglane.DayOf(a.Whole.Local()))
}
