package outbox

import (
	"context"
	"io"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

const (
	// chunk is how many bytes go out in one call where the platform leaves it
	// to us: small enough that a cut costs little, large enough to be rare.
	// Where the way is quick it is as much as leaves in a few seconds, up to
	// chunkMost, for between two pieces nothing moves.
	chunk     = 8 << 20
	chunkMost = 64 << 20
	chunkTime = 4 // seconds
	// lead is how long before its time a scheduled publication is uploaded.
	lead = 30 * time.Minute
	// mostFaults is how many faults without progress end in refused.
	mostFaults = 12
	// readings and readFor are how long a handle is read again before a person
	// is asked, where nobody says what a second release does.
	readings = 5
	readFor  = 10 * time.Minute
)

// step is one Step under way.
type step struct {
	*Outbox
	ctx   context.Context
	now   time.Time
	r     Row
	p     platform.Publisher
	caps  platform.Capabilities
	pub   taglane.Publication
	facts facts
	held  *flight
}

// run moves the row by at most one call that changes anything outside.
func (s *step) run() error {
	var err error
	if s.facts, err = s.Ledger.of(s.r.Key); err != nil {
		return err
	}
	if s.p, s.pub, err = s.Connect(s.ctx, s.r); err != nil {
		if s.linkOnly() {
			return s.linkless(err)
		}
		return s.fault(err)
	}
	if s.pub.Account.ID != s.r.Account || s.pub.Revision.Digest != s.r.Due() {
		return s.fault(taglane.Errorf(taglane.Invalid, "The account or the clip is not the one this was queued for, so nothing is sent."))
	}
	s.pub.Key, s.caps = s.r.Key, s.p.Capabilities()
	if n, can := platform.As[platform.Narrow](s.p); can && s.Narrow != nil {
		n.Narrow(s.Narrow)
	}
	if moved, err := s.level(); moved || err != nil {
		return err
	}
	if moved, err := s.reset(); moved || err != nil {
		return err
	}
	switch {
	case s.r.asking():
		return s.settle()
	case s.r.Stage == Queued:
		return s.open()
	case s.r.Stage == Open:
		return s.send()
	case s.r.Stage == Sent:
		return s.process()
	case s.r.Stage == Ready:
		return s.release()
	case s.r.Wanted != "" && !s.r.Updated:
		return s.update()
	case s.following():
		return s.follow()
	case s.linkOnly():
		return s.link()
	}
	return s.tag()
}

// level lets the further of row and ledger win. A row from an older backup
// learns what happened since; a line that could not be written is caught up.
func (s *step) level() (moved bool, err error) {
	f := s.facts
	switch {
	case s.rules.ignoreLedger:
		return false, nil
	case f.again:
		highest, _ := s.Ledger.Highest(s.r.Revision, s.r.Account)
		s.restart(max(highest, s.r.Epoch+1))
		return true, s.save("again", taglane.Say("A person said that the earlier attempt is not public."))
	case f.post != nil && s.r.Stage < Live:
		s.reach(Live)
		s.r.Post = *f.post
		if f.changed(s.r) {
			// To attach the products of the first version would undo the change.
			s.r.Carries = f.carries
			return true, s.done([]taglane.Said{changedSince})
		}
		return true, s.save("live", taglane.Say("The publish ledger knows that this was posted."))
	case f.intent && s.r.Stage < Live && !s.r.asking():
		s.r.Stage, s.r.Intent, s.r.IntentAt = Ready, Live, f.intentAt
		if s.caps.Fused {
			s.r.Stage = Open
		}
		s.r.Session, s.r.Readings = nil, 0
		if plain, err := s.Ledger.seal.Unseal(f.handle); err == nil && len(plain) > 0 {
			s.r.Session = plain
		}
		return true, s.save("intent", taglane.Say("The publish ledger knows that this was about to be posted."))
	case f.post == nil && s.r.Stage >= Live:
		return false, s.line(Line{Kind: LineOutcome, Outcome: OutcomeLive, Post: &s.r.Post})
	}
	return false, nil
}

func (s *step) open() error {
	if held, err := s.approve(); held || err != nil {
		return err
	}
	s.r.Ahead = s.off()
	if start := s.r.At.Add(-lead - s.r.Ahead); !s.r.At.IsZero() && s.now.Before(start) {
		return s.wait(start, "waiting", taglane.Say("Uploading begins half an hour before its time."))
	}
	if held, err := s.elsewhere(false); held || err != nil {
		return err
	}
	if s.r.late(s.now.Add(s.r.Ahead)) && !s.rules.neverLate {
		return s.asksWhether() // before anything is uploaded for nothing
	}
	if media, err := s.Media(s.ctx, s.pub.Revision.Media); err != nil {
		return s.fault(err)
	} else {
		media.Close()
	}
	if s.r.Intent != Open {
		s.r.Intent = Open
		if err := s.save("intent", taglane.Say("The upload is about to be opened.")); err != nil {
			return err
		}
	}
	session, err := s.p.Open(s.ctx, s.r.Key, s.pub)
	if err != nil {
		return s.fault(err)
	}
	s.reach(Open)
	s.r.Session, s.r.Offset = session, 0
	if err := s.save("open", taglane.Say("The platform takes the upload.")); err != nil {
		return err
	}
	return s.handle()
}

// send asks where the far side stands and sends the next piece from there.
func (s *step) send() error {
	if s.facts.sum == "" {
		// The lights went out between the row and its ledger line. From here
		// on a row without such a line means that the ledger was lost.
		if err := s.handle(); err != nil {
			return err
		}
	}
	st, err := s.p.Status(s.ctx, s.r.Session)
	if err != nil {
		return s.fault(err)
	}
	if s.rules.trustOffset {
		st.Offset = s.r.Offset
	}
	s.note(st)
	switch {
	case st.Post != nil:
		return s.live(*st.Post)
	case st.Dead && !s.rules.ignoreDead:
		return s.dead()
	}
	media, err := s.Media(s.ctx, s.pub.Revision.Media)
	if err != nil {
		return s.fault(err)
	}
	defer media.Close()
	size := s.pub.Revision.Media.Size
	switch {
	case st.Complete:
		s.reach(Sent)
		return s.save("sent", taglane.Say("Every byte has arrived."))
	case st.Offset < 0 || st.Offset >= size:
		return s.fault(taglane.Errorf(taglane.Internal, "The platform says that it has more of the clip than there is."))
	}
	n := piece(s.caps, st.Offset, size, s.stride())
	last := s.caps.Fused && st.Offset+n == size
	if last {
		if held, err := s.gate(taglane.Say("The last piece, which publishes, waits for its time.")); held || err != nil {
			return err
		}
		if held, err := s.approve(); held || err != nil {
			return err
		}
		if held, err := s.elsewhere(true); held || err != nil {
			return err
		}
		if err := s.announce(); err != nil {
			return err
		}
	}
	return s.push(media, st.Offset, n, last)
}

func (s *step) push(media io.ReadSeeker, off, n int64, last bool) error {
	if _, err := media.Seek(off, io.SeekStart); err != nil {
		return s.fault(taglane.Wrap(err, taglane.Internal, "The clip's file cannot be read."))
	}
	s.speeds.begin(s.r.ID, off, s.Now)
	began := s.Now()
	session, err := s.p.Send(s.ctx, s.r.Session, off, &meter{media, &s.speeds, s.r.ID, off, off}, n)
	switch {
	case err != nil && last:
		return s.unanswered(err, publicAct)
	case err != nil:
		return s.fault(err)
	}
	if len(session) > 0 {
		s.r.Session = session
	}
	s.r.Offset = off + n
	s.speeds.taken(s.r.ID, n, s.Now().Sub(began))
	s.progress()
	return s.save("sending", amount(s.r.Offset, s.pub.Revision.Media.Size))
}

// stride is how many bytes we would send at once, by how quickly the piece
// before was taken.
func (s *step) stride() int64 {
	return min(max(chunk, int64(s.speeds.last(s.r.ID)*chunkTime)), chunkMost)
}

// piece is how many bytes to send at off: what the platform's limits allow of
// what we would, and the rest at once where too little would remain.
func piece(c platform.Capabilities, off, size, want int64) int64 {
	left, n := size-off, max(want, c.ChunkMin)
	if c.ChunkSame {
		n = c.ChunkMax
	}
	if c.ChunksMax > 0 {
		n = max(n, (size+int64(c.ChunksMax)-1)/int64(c.ChunksMax))
	}
	if c.ChunkMultiple > 0 {
		n = (n + c.ChunkMultiple - 1) / c.ChunkMultiple * c.ChunkMultiple
	}
	if c.ChunkMax > 0 {
		n = min(n, c.ChunkMax)
	}
	if n >= left || left-n < c.ChunkMin && (c.ChunkMax == 0 || left <= c.ChunkMax) {
		return left
	}
	return n
}

func (s *step) process() error {
	st, err := s.p.Status(s.ctx, s.r.Session)
	switch {
	case err != nil:
		return s.fault(err)
	case st.Post != nil:
		return s.live(*st.Post)
	case st.Dead && !s.rules.ignoreDead:
		return s.dead()
	case !st.Ready:
		return s.processing(st)
	}
	s.note(st)
	s.reach(Ready)
	return s.save("ready", taglane.Say("The platform has processed it; nobody sees it yet."))
}

// processing waits for the platform's own work; that never spends a try.
func (s *step) processing(st platform.Status) error {
	s.r.Readings++
	d := st.Wait
	if d <= 0 {
		d = min(time.Duration(s.r.Readings)*5*time.Second, 5*time.Minute)
	}
	return s.wait(s.now.Add(d), "processing", taglane.Say("Still being processed; we keep checking."))
}

// release asks once more whether the upload stands, and what time it is there,
// and then for the public act.
func (s *step) release() error {
	st, err := s.p.Status(s.ctx, s.r.Session)
	switch {
	case err != nil:
		return s.fault(err)
	case st.Post != nil:
		return s.live(*st.Post)
	case st.Dead && !s.rules.ignoreDead:
		return s.dead()
	case !st.Ready:
		return s.processing(st)
	}
	if held, err := s.gate(taglane.Say("Everything is uploaded; it is published at its time.")); held || err != nil {
		return err
	}
	if full, can := platform.As[platform.Roomy](s.p); can {
		if err := full.Room(s.ctx); err != nil {
			return s.fault(err)
		}
	}
	repeat := s.caps.ReleaseRepeat
	if (repeat == platform.RepeatUnknown || repeat == platform.RepeatBlind) && s.Ledger.doubts(s.facts) {
		return s.unsure(taglane.Say("The publish ledger is damaged, so nobody can say whether this was posted before."))
	}
	if held, err := s.approve(); held || err != nil {
		return err
	}
	if held, err := s.elsewhere(true); held || err != nil {
		return err
	}
	return s.ask()
}

// announce writes that the public act is about to be asked for: first the row,
// then the ledger. A line that cannot be written ends the step.
func (s *step) announce() error {
	s.interruptible(s.held, nil) // from here on the honest verb is no longer "cancel"
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	if s.rules.noIntent(s.caps.Fused) {
		return nil
	}
	if !s.r.asking() || s.r.Readings > 0 {
		if !s.r.asking() {
			s.r.IntentAt = s.now
		}
		s.r.Intent, s.r.Readings = Live, 0
		if err := s.saveEntry(Entry{Outcome: "intent", Detail: s.about(), Claims: true}); err != nil {
			return err
		}
	}
	if s.facts.sum != sumOf(s.r.Session) {
		if err := s.handle(); err != nil {
			return err
		}
	}
	if !s.facts.intent {
		if err := s.line(Line{Kind: LineIntent}); err != nil {
			return err
		}
	}
	if !s.facts.sent {
		return s.line(Line{Kind: LineSent})
	}
	return nil
}

func (s *step) ask() error {
	before := s.facts.sent
	if err := s.announce(); err != nil {
		return err
	}
	post, err := s.p.Release(s.ctx, s.r.Session, s.pub)
	switch {
	case err != nil && !before && platform.IsUnasked(err) && s.ctx.Err() == nil:
		return s.notAsked(err)
	case err != nil && s.plainNo(err):
		return s.declined(err)
	case err != nil:
		return s.unanswered(err, publicAct)
	}
	return s.live(post)
}
