package studio

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"taglane/app/drop"
	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/platform/rules"
	"taglane/app/taglane"
	"taglane/app/wording"
)

// Publication is one revision on its way to one account, as a screen shows it.
type Publication struct {
	ID          taglane.ID `json:"id"`
	Clip        taglane.ID `json:"clip"`
	ClipName    string     `json:"clipName"`
	Poster      string     `json:"poster"`
	Revision    string     `json:"revision"`
	Account     taglane.ID `json:"account"`
	AccountName string     `json:"accountName"`
	Service     string     `json:"service"`
	Stage       string     `json:"stage"`
	Wait        string     `json:"wait"`
	Until       string     `json:"until"` // RFC 3339; "" for none
	At          string     `json:"at"`    // when it is to become public, RFC 3339; "" for at once
	Own         bool       `json:"own"`   // our own clock publishes then
	Tries       int        `json:"tries"`
	Offset      int64      `json:"offset"`
	Size        int64      `json:"size"`
	Speed       int64      `json:"speed"` // bytes a second now
	Left        int64      `json:"left"`  // seconds until every byte is there; 0 unknown
	Post        string     `json:"post"`
	Link        string     `json:"link"`
	PublicAt    string     `json:"publicAt"` // when the platform makes it public by itself; "" if it is
	Message     string     `json:"message"`
	Evidence    string     `json:"evidence"` // of unsure
	LookAt      string     `json:"lookAt"`   // the account's own list; "" for none
	CanCancel   bool       `json:"canCancel"`
	CanPause    bool       `json:"canPause"`
	CanRetry    bool       `json:"canRetry"`
	CanUpdate   bool       `json:"canUpdate"` // it is public, and the clip has changed since
	ByHand      int        `json:"byHand"`    // steps of its sheet that are not done
	Steps       []Step     `json:"steps"`
	LeftAsIs    []Left     `json:"leftAsIs"` // what was found and left as it is, each with its reason
}

// Step is one thing that was tried.
type Step struct {
	At      time.Time `json:"at"`
	Intent  string    `json:"intent"`
	Outcome string    `json:"outcome"`
	Detail  string    `json:"detail"`
}

// showing shows rows one after another and opens each account once.
type showing struct {
	*Studio
	accounts map[taglane.ID]shownAccount
	latest   string          // stamp of the latest edit
	later    map[string]bool // pairs of clip and account of which a newer row was shown
	left     map[string]string
}

type shownAccount struct {
	taglane.Account
	service platform.Publisher // nil where it cannot be opened now
}

func (s *Studio) showing(ctx context.Context) (showing, error) {
	latest, err := s.store.Latest(ctx)
	if err != nil {
		return showing{}, err
	}
	left, err := s.store.Settings(ctx, leftSetting)
	return showing{s, map[taglane.ID]shownAccount{}, latest, map[string]bool{}, left}, err
}

func (v showing) account(ctx context.Context, id taglane.ID) shownAccount {
	if known, have := v.accounts[id]; have {
		return known
	}
	var out shownAccount
	if a, err := v.store.Account(ctx, id); err == nil {
		out.Account = a
		if service, err := v.open(ctx, a); err == nil {
			out.service = service
		}
	}
	v.accounts[id] = out
	return out
}

// Outbox lists what is queued and what went out, newest first.
func (s *Studio) Outbox(ctx context.Context) ([]Publication, error) {
	rows, err := s.store.Publications(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.showing(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Publication, 0, len(rows))
	for _, r := range rows {
		out = append(out, v.publication(ctx, r))
	}
	return out, nil
}

// Publication shows one publication with every step.
func (s *Studio) Publication(ctx context.Context, id taglane.ID) (Publication, error) {
	r, err := s.store.Load(ctx, id)
	if err != nil {
		return Publication{}, err
	}
	entries, err := s.store.Entries(ctx, id)
	if err != nil {
		return Publication{}, err
	}
	v, err := s.showing(ctx)
	if err != nil {
		return Publication{}, err
	}
	p := v.publication(ctx, r)
	for _, e := range entries {
		p.Steps = append(p.Steps, Step{e.At, e.Intent.String(), e.Outcome, s.Tell(e.Detail)})
	}
	return p, nil
}

// publication shows a row. Names of things that are gone are left empty.
func (v showing) publication(ctx context.Context, r outbox.Row) Publication {
	a, now := v.account(ctx, r.Account), v.o.Now()
	p := Publication{
		ID: r.ID, Clip: r.Clip, Revision: r.Revision, Account: r.Account, AccountName: a.Name, Service: a.Service,
		Stage: r.Stage.String(), Wait: string(r.Wait), Until: clock(r.Until), Tries: r.Tries, Size: r.Size,
		Post: r.Post.ID, Link: r.Post.Link, Message: v.Tell(r.Sentence(titleOf(a.Service), now)), Evidence: v.Tell(r.Evidence()),
		LookAt: rules.ListOf(a.Service, a.Settings), CanCancel: r.CanCancel(), CanPause: canPause(r), CanRetry: canRetry(r), Steps: []Step{}, LeftAsIs: leftFrom(v.left[string(r.ID)]),
	}
	p.At, p.Own = clock(r.At), !r.At.IsZero()
	if a.service != nil && !p.Own {
		if key := timeKey(a.Service, a.service.Capabilities()); key != "" {
			when, _ := time.Parse(time.RFC3339, r.Settings[key]) // what is no time says "at once"
			p.At = clock(when)
		}
	}
	if r.Post.PublicAt.After(now) {
		p.PublicAt = clock(r.Post.PublicAt)
	}
	p.Offset, p.Speed, p.Left = v.underWay(r)
	v.named(p.LookAt)
	rev, err := v.store.Revision(ctx, r.Due())
	if err != nil {
		return p
	}
	p.ClipName = rev.Draft.Clip.Heading()
	p.Poster = mediaID("poster", r.Clip, v.cache.Of(rev.Draft.Clip.Fingerprint).Poster)
	pair := string(r.Clip + "/" + r.Account)
	if r.Stage >= outbox.Live && a.service != nil {
		p.ByHand = v.byHand(ctx, a, r, rev)
		p.CanUpdate = !v.later[pair] && v.canUpdate(ctx, a, r, rev)
	}
	v.later[pair] = true
	return p
}

// clock writes a moment; "" for none.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// canPause says whether letting it rest is an honest word: it moves or waits
// for the clock, and publishing was not asked for yet.
func canPause(r outbox.Row) bool {
	_, _, err := outbox.Hold(r, outbox.WaitsPaused)
	return err == nil && !r.Resting()
}

// canRetry says whether a person may let it go on. What waits for its time
// alone goes on by itself.
func canRetry(r outbox.Row) bool {
	_, _, err := outbox.Retry(r)
	switch r.Wait {
	case outbox.WaitsApproval:
		return false
	case outbox.WaitsUntil:
		return err == nil && r.FaultKind != ""
	}
	return err == nil
}

func (v showing) byHand(ctx context.Context, a shownAccount, r outbox.Row, rev taglane.Revision) (n int) {
	sheet := sheetFrom(a.service, r, taglane.Publication{ID: r.ID, Key: r.Key, Account: a.Account, Revision: rev, Settings: r.Settings})
	if len(sheet.Steps) == 0 {
		return 0
	}
	claims, err := v.claims(ctx, r.ID)
	for _, x := range sheet.Steps {
		if _, done := claims[stepName(x)]; !done && err == nil {
			n++
		}
	}
	return n
}

// canUpdate says whether the clip says something else by now than the post
// does, at a service that lets posts be changed. It is compared anew only after
// an edit, or when the account says something else: a screen asks with every
// piece that is uploaded.
func (v showing) canUpdate(ctx context.Context, a shownAccount, r outbox.Row, rev taglane.Revision) bool {
	if _, updates := platform.As[platform.Updater](a.service); !updates || r.Post.ID == "" || r.Wanted != "" {
		return false
	}
	asOf := fmt.Sprint(v.latest, a.Account, r.Carried())
	v.publishing.Lock()
	known := v.publishing.news[r.ID]
	v.publishing.Unlock()
	if known.asOf == asOf && (known.until.IsZero() || v.o.Now().Before(known.until)) {
		return known.changed
	}
	_, changed, held, err := v.revised(ctx, r, rev, a.service)
	if err != nil {
		return false
	}
	v.publishing.Lock()
	defer v.publishing.Unlock()
	if v.publishing.news == nil {
		v.publishing.news = map[taglane.ID]compared{}
	}
	v.publishing.news[r.ID] = compared{asOf, drop.Next(held), changed}
	return changed
}

// revised is the revision that a post would carry now: the file it was made of,
// with what the clip says by now, but for what is held back.
func (s *Studio) revised(ctx context.Context, r outbox.Row, rev taglane.Revision, service platform.Publisher) (now taglane.Revision, changed bool, held []drop.Hold, err error) {
	over, err := s.over(ctx, r.ID)
	if err != nil {
		return rev, false, nil, err
	}
	w, err := s.wording(ctx, r.Clip, r.Account, over)
	if err != nil {
		return rev, false, nil, err
	}
	return s.reworded(ctx, w, r, rev, service)
}

// reworded is that revision by a wording that was read.
func (s *Studio) reworded(ctx context.Context, w wording.Wording, r outbox.Row, rev taglane.Revision, service platform.Publisher) (now taglane.Revision, changed bool, held []drop.Hold, err error) {
	if w.Draft.Links, err = s.LinksMade(ctx, w.Draft, w.Account.Service); err != nil {
		return rev, false, nil, err
	}
	caps := service.Capabilities()
	open, held := w.Leaving(s.seenAt(r, w.Account.Service, caps), caps.TagModel)
	now = rev
	now.Draft, now.Pictures = wording.On(open, rev.Draft.Clip.Facts), s.pictures(open)
	now.Digest = taglane.DigestOf(now)
	was, is := rev.Draft.Clip, now.Draft.Clip
	return now, now.Digest != rev.Digest || !reflect.DeepEqual(was.Cover, is.Cover) || !reflect.DeepEqual(was.Design, is.Design), held, nil
}

// UpdatePublication makes a public post say what the clip says now; it never
// makes a second one. Conflict: it is not public, or says so already. Refused:
// a finding blocks, or the platform lets no program do it.
func (s *Studio) UpdatePublication(ctx context.Context, id taglane.ID) (Publication, error) {
	r, err := s.store.Load(ctx, id)
	if err != nil {
		return Publication{}, err
	}
	rev, err := s.store.Revision(ctx, r.Carried())
	if err != nil {
		return Publication{}, err
	}
	over, err := s.over(ctx, id)
	if err != nil {
		return Publication{}, err
	}
	w, err := s.wording(ctx, r.Clip, r.Account, over)
	if err != nil {
		return Publication{}, err
	}
	service, err := s.open(ctx, w.Account)
	if err != nil {
		return Publication{}, err
	}
	now, changed, _, err := s.revised(ctx, r, rev, service)
	if err != nil {
		return Publication{}, err
	}
	if !changed {
		return Publication{}, taglane.Errorf(taglane.Conflict, "The post carries this version already.")
	}
	found, err := s.checked(ctx, w, r.Post.PublicAt)
	if err == nil {
		found = found.BesideFile() // which is public already
		err = found.Blocked()
	}
	if err != nil {
		return Publication{}, err
	}
	if _, err := s.Linked(ctx, w.Draft, w.Account.Service); err != nil { // tags that are new have none yet
		return Publication{}, err
	}
	if now, _, _, err = s.reworded(ctx, w, r, rev, service); err != nil {
		return Publication{}, err
	}
	if err := s.keepRevised(ctx, w, rev, &now); err != nil {
		return Publication{}, err
	}
	if err := s.keepLeft(ctx, id, found.Left()); err != nil {
		return Publication{}, err
	}
	if err := s.frozeOf(ctx, w, over, now.Digest); err != nil {
		return Publication{}, err
	}
	if _, err := s.outbox.Update(ctx, id, now.Digest); err != nil {
		return Publication{}, err
	}
	if err := s.followAnew(ctx, service, w, r, now); err != nil {
		return Publication{}, err
	}
	s.outbox.Poke()
	return s.Publication(ctx, id)
}

// keepRevised freezes the changed revision. Its cover is made anew only where
// another was chosen, so that a post can be changed while the clip's file is
// elsewhere.
func (s *Studio) keepRevised(ctx context.Context, w wording.Wording, was taglane.Revision, now *taglane.Revision) error {
	before, after := was.Draft.Clip, now.Draft.Clip
	if !reflect.DeepEqual(before.Cover, after.Cover) || !reflect.DeepEqual(before.Design, after.Design) {
		src, tool, err := s.source(ctx, w.Draft.Clip)
		if err != nil {
			return err
		}
		if now.Cover, err = s.cover(ctx, tool, src, w.Draft.Clip); err != nil {
			return err
		}
	}
	now.FrozenAt = s.o.Now().UTC()
	now.Digest = taglane.DigestOf(*now)
	return s.store.KeepRevision(ctx, *now)
}
