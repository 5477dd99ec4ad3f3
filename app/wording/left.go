package wording

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"taglane/app/drop"
	"taglane/app/taglane"
)

// Left is a finding that a person left as it is. It holds for the wording it
// was said of: once that says something else, the finding stands there again.
type Left struct {
	Rule   string    `json:"rule"`
	What   string    `json:"what"` // what was found, in the language of who left it
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	About  string    `json:"about"` // names the wording
}

const (
	leaving    = "left:" // what the field of a pair begins with that leaves a rule's findings
	mostReason = 500     // characters
)

// mayBeLeft says whether a finding of the house or of the law is a judgement, or
// asks for one that only a person's eyes can give. What is broken is not, nor a
// relation nobody named, nor what the platform itself demands.
func mayBeLeft(f taglane.Finding) bool {
	switch {
	case f.Level == taglane.Warn, f.Rule == drop.RuleVisual:
		return true
	case f.Level != taglane.Block || !strings.HasPrefix(f.Rule, "disc."):
		return false
	}
	return f.Rule != "disc.relation.set" && f.Rule != "disc.platform.switch"
}

// leave marks the findings that were left of just this wording.
func (w Wording) leave(found []Finding) {
	for i, f := range found {
		text, said := w.left[f.Rule]
		if !said || !f.Leaves {
			continue
		}
		var l Left
		if json.Unmarshal([]byte(text), &l) == nil && l.Reason != "" && l.About == w.about(found, f.Rule) {
			found[i].Left, found[i].Level = &l, taglane.Info
		}
	}
}

// about names what the findings of a rule are about: everything visitors see,
// who they are, and what was found.
func (w Wording) about(found []Finding, rule string) string {
	parts := []any{"taglane-left/1", taglane.DigestOf(taglane.Revision{Draft: w.Draft}), w.Text(), w.Audience,
		w.Said[taglane.SaysOverlay], w.Said[taglane.SaysInVideo]}
	for _, f := range found {
		if f.Rule == rule {
			parts = append(parts, f.Place, f.Said().String(), w.Said[f.Place.Field])
		}
	}
	b, err := json.Marshal(parts)
	if err != nil {
		panic("wording: texts cannot fail to encode: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Leave works out the answers that leave what a rule found as it is; no reason
// takes that back. l says who, why and when; the rest of it is filled in.
// NotFound: the rule finds nothing. Refused: it is not for a person to leave.
func (t Trial) Leave(ctx context.Context, w Wording, l Left, tell func(taglane.Said) string) (c Change, says taglane.Said, err error) {
	if err := taglane.CheckText("sentence", l.Reason, mostReason); err != nil {
		return c, says, err
	}
	r, err := t.Check(ctx, w)
	if err != nil {
		return c, says, err
	}
	found := r.of(l.Rule)
	if len(found) == 0 {
		return c, says, taglane.Errorf(taglane.NotFound, "This rule finds nothing any more.")
	}
	for _, f := range found {
		if !f.Leaves {
			return c, says, taglane.Errorf(taglane.Refused, "This cannot be left as it is: %s does not take it.", w.Account.Name)
		}
	}
	if l.What, l.Reason = tell(found[0].Said()), strings.TrimSpace(l.Reason); l.Reason == "" {
		return Change{Answers: map[string]string{leaving + l.Rule: ""}}, taglane.Say("Raise “%s” again for %s", l.What, w.Account.Name), nil
	}
	l.About = w.about(r.Findings, l.Rule)
	b, err := json.Marshal(l)
	return Change{Answers: map[string]string{leaving + l.Rule: string(b)}}, taglane.Say("Leave “%s” for %s: %s", l.What, w.Account.Name, l.Reason), err
}

// Left is everything a person left as it is, each rule once.
func (r Found) Left() []Left {
	out, have := []Left{}, map[string]bool{}
	for _, f := range r.Findings {
		if f.Left != nil && !have[f.Rule] {
			have[f.Rule] = true
			out = append(out, *f.Left)
		}
	}
	return out
}
