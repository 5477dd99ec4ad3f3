package crew

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"taglane/app/edit"
	"taglane/app/taglane"
	"taglane/app/team"
)

// Synced says what an exchange brought.
type Synced struct {
	Received int    `json:"received"` // edits of others that took effect
	Sent     int    `json:"sent"`     // own edits that were left
	Renamed  bool   `json:"renamed"`  // this library had been put back to an older state and got a new name
	Message  string `json:"message"`
}

// SyncTeam receives what others left and leaves what was done here. NotFound:
// this library is in no team. Otherwise errors are those of the place; nothing
// is lost by one.
func (c *Crew) SyncTeam(ctx context.Context) (Synced, error) {
	done, err := c.sync(ctx)
	if err != nil {
		return done, err
	}
	told, err := c.carry(ctx)
	if told && err == nil {
		more, failed := c.sync(ctx)
		done.Received, done.Sent, err = done.Received+more.Received, done.Sent+more.Sent, failed
		done.Message = c.say("Received: %d. Sent: %d.", done.Received, done.Sent)
	}
	return done, err
}

// sync exchanges edits and the files that they name, without films.
func (c *Crew) sync(ctx context.Context) (Synced, error) {
	c.syncing.Lock()
	defer c.syncing.Unlock()
	place, err := c.theTeam(ctx)
	if err == nil && place == nil {
		return Synced{}, taglane.Errorf(taglane.NotFound, "This library is in no team.")
	}
	var done Synced
	if err == nil {
		done, err = c.exchange(ctx, place)
	}
	if ctx.Err() != nil {
		return done, ctx.Err()
	}
	c.mu.Lock()
	news := c.trouble != nil || err != nil || done.Received > 0 || done.Sent > 0
	c.trouble = nil
	if err != nil && !errors.As(err, &c.trouble) {
		c.trouble = taglane.Wrap(err, taglane.Internal, "The team could not be reached.")
	}
	if err == nil {
		c.at = c.l.Now()
	}
	c.mu.Unlock()
	if news {
		c.changed()
	}
	done.Message = c.say("Received: %d. Sent: %d.", done.Received, done.Sent)
	return done, err
}

func (c *Crew) exchange(ctx context.Context, place team.Exchange) (done Synced, err error) {
	if err := c.introduce(ctx); err != nil {
		return done, err
	}
	if done.Received, err = c.receive(ctx, place); err != nil {
		return done, err
	}
	done.Sent, err = c.send(ctx, place)
	if taglane.KindOf(err) == taglane.Conflict {
		if place, err = c.fork(ctx, place); err != nil {
			return done, err
		}
		done.Renamed = true
		if done.Received, err = c.receive(ctx, place); err != nil {
			return done, err
		}
		done.Sent, err = c.send(ctx, place)
	}
	if err != nil {
		return done, err
	}
	return done, c.files(ctx, place)
}

// together is how many edits are merged in one transaction: what many of them
// say of one thing is then shown once.
const together = 20_000

// receive merges what others left, while more of it is read. The marks are kept
// once all of it is merged; what is read twice changes nothing.
func (c *Crew) receive(ctx context.Context, place team.Exchange) (received int, err error) {
	marks, err := c.marks(ctx)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	come, merged := make(chan []edit.Edit), make(chan error, 1)
	go func() {
		err := c.merge(ctx, come, &received)
		if err != nil {
			cancel(err) // nobody reads on for nothing
		}
		merged <- err
	}()
	var batch []edit.Edit
	hand := func() error {
		select {
		case come <- batch:
			batch = nil
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	marks, err = place.Receive(ctx, marks, func(edits []edit.Edit) error {
		if batch = append(batch, edits...); len(batch) < together {
			return nil
		}
		return hand()
	})
	if len(batch) > 0 {
		err = errors.Join(err, hand())
	}
	close(come)
	if broken := <-merged; broken != nil {
		return received, broken
	}
	return received, errors.Join(err, c.keepMarks(ctx, marks))
}

func (c *Crew) merge(ctx context.Context, come <-chan []edit.Edit, received *int) error {
	for edits := range come {
		applied, err := c.l.Store.Merge(ctx, edits...)
		if err != nil {
			return err
		}
		if len(applied) > 0 {
			c.l.Merged(ctx, applied)
		}
		*received += len(applied)
	}
	return nil
}

func (c *Crew) send(ctx context.Context, place team.Exchange) (sent int, err error) {
	marks, err := c.marks(ctx)
	if err != nil {
		return 0, err
	}
	device := c.l.Store.Device()
	before := marks[device].Seq
	m, err := place.Send(ctx, marks[device], c.own)
	if err != nil {
		return 0, err
	}
	marks[device] = m
	return int(m.Seq) - int(min(before, m.Seq)), c.keepMarks(ctx, marks)
}

// own is this device's log.
func (c *Crew) own(ctx context.Context, after uint64, most int) ([]edit.Edit, error) {
	return c.l.Store.EditsOf(ctx, c.l.Store.Device(), after, most)
}

// fork gives the library a new name where what it left contradicts it, and
// opens the team's place under that.
func (c *Crew) fork(ctx context.Context, place team.Exchange) (team.Exchange, error) {
	common, err := place.Agreed(ctx, c.own)
	if err != nil {
		return nil, err
	}
	if err := c.l.Store.Fork(ctx, common, string(c.l.NewID())); err != nil {
		return nil, err
	}
	if err := c.l.Store.SetSetting(ctx, marksSetting, ""); err != nil {
		return nil, err
	}
	c.enter(nil)
	if place, err = c.theTeam(ctx); err != nil {
		return nil, err
	}
	return place, c.introduce(ctx)
}

// introduce tells the others what this laptop is called and who works at it.
func (c *Crew) introduce(ctx context.Context) error {
	device := c.l.Store.Device()
	all, err := c.l.Store.Cells(ctx, kindDevice)
	if err != nil {
		return err
	}
	var writes []edit.Write
	for field, value := range map[string]string{"name": c.l.Machine, "person": c.l.Person} {
		v, err := json.Marshal(value)
		if err != nil {
			return err
		}
		if value != "" && string(all[device][field]) != string(v) {
			writes = append(writes, edit.Write{Cell: edit.Cell{Kind: kindDevice, ID: device, Field: field}, Value: v})
		}
	}
	if len(writes) == 0 {
		return nil
	}
	return c.l.Commit(ctx, c.say("Join the team"), writes...)
}

func (c *Crew) marks(ctx context.Context) (team.Marks, error) {
	text, err := c.l.Store.Setting(ctx, marksSetting)
	marks := team.Marks{}
	if err != nil || text == "" {
		return marks, err
	}
	if json.Unmarshal([]byte(text), &marks) != nil {
		return team.Marks{}, nil // read everything again
	}
	return marks, nil
}

func (c *Crew) keepMarks(ctx context.Context, marks team.Marks) error {
	text, err := json.Marshal(marks)
	if err != nil {
		return err
	}
	return c.l.Store.SetSetting(ctx, marksSetting, string(text))
}

// Nudge says that something was done here that the team has not yet.
func (c *Crew) Nudge() {
	select {
	case c.woke <- struct{}{}:
	default:
	}
}

// How long a gesture may be followed by others before it is sent, and how long
// it takes until an unreachable place is tried again.
const (
	breath = 150 * time.Millisecond
	again  = 15 * time.Second
	// filmsLater is how soon a film that was not there is looked for again.
	filmsLater = 20 * time.Second
)

// StayInStep exchanges with the team whenever something happens, until ctx ends.
func (c *Crew) StayInStep(ctx context.Context) {
	defer c.aside.Wait()
	c.FilmsDue()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-c.woke:
		}
		place, err := c.theTeam(ctx)
		if err == nil && place == nil {
			continue // until somebody joins
		}
		if err == nil {
			c.stay(ctx, place)
			continue
		}
		_, _ = c.sync(ctx) // says why it cannot be reached
		pause(ctx, again)
		c.Nudge()
	}
}

// stay exchanges with a place whenever something happens, until another is the
// team's.
func (c *Crew) stay(ctx context.Context, place team.Exchange) {
	ctx, left := context.WithCancel(ctx)
	defer left()
	go func() { _ = place.Watch(ctx, c.Nudge) }()
	later := time.NewTicker(filmsLater)
	defer later.Stop()
	c.Nudge()
	for {
		select {
		case <-ctx.Done():
			return
		case <-later.C:
			c.carrySoon(ctx) // what had not come then
			continue
		case <-c.woke:
		}
		c.mu.Lock()
		same := c.place == place
		c.mu.Unlock()
		if !same {
			c.Nudge()
			return
		}
		if _, err := c.sync(ctx); err != nil {
			go func() { pause(ctx, again); c.Nudge() }()
		} else {
			c.carrySoon(ctx)
		}
		pause(ctx, breath)
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
