//go:build linux && amd64

package faults_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taglane/app/secrets"
)

// side is how many libraries are published from side by side.
const side = 4

// The program publishes to four places, and is killed at any moment of it.
// Several libraries are worked on at once, each with services of its own, as
// most of a life is waiting. TAGLANE_KILLS says how often in all.
func TestKilledWhilePublishing(t *testing.T) {
	r := begin(t, "kill -9 during publishing")
	kills := count("TAGLANE_KILLS", 8, 1000)
	lanes := make([]*lane, side)
	t.Run("side by side", func(t *testing.T) {
		for i := range lanes {
			lanes[i] = &lane{random: rand.New(rand.NewPCG(3+seed(), 5+uint64(i))), kills: (kills + i) / side, at: map[string]int{}}
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				lanes[i].run(t, r)
			})
		}
	})
	published, asked, streets, at := 0, 0, 0, map[string]int{}
	for _, l := range lanes {
		published, asked, streets = published+l.published, asked+l.asked, streets+l.streets
		for stage, n := range l.at {
			at[stage] += n
		}
	}
	var under []string
	for _, stage := range stages[:len(stages)-1] {
		under = append(under, fmt.Sprintf("%s %d", stage, at[stage]))
	}
	r.note("%d publications, as many posts; a person was asked %d times; under way at the kills, as last heard: %s; %d libraries, %d at a time",
		published, asked, strings.Join(under, ", "), streets, side)
}

// lane is one library after another that is published from and killed.
type lane struct {
	random *rand.Rand
	kills  int // in all
	done   int

	published, asked, streets int
	at                        map[string]int // publications under way at a kill, by the stage that was last heard of
}

func (k *lane) run(t *testing.T, r *row) {
	var s *street
	for s == nil || k.done < k.kills || !s.ended() {
		if s == nil || s.lives >= 20 && s.ended() { // no more a day than the services want
			s = newStreet(newHome(t))
			if k.streets++; k.streets%4 != 0 { // to stretch a passphrase takes longer than to publish
				s.withoutPassphrase()
			}
		}
		k.life(t, r, s)
		if s.ended() {
			if wrong := s.count(r); wrong != nil {
				t.Fatalf("after %d kills: %v", k.done, errors.Join(wrong...))
			}
			k.published += len(s.accounts)
		}
	}
}

// life is one start of the program, until it has published or is killed. A kill
// counts where it struck between the first asking for a publication and the
// moment when all were heard to be done.
func (k *lane) life(t *testing.T, r *row, s *street) {
	t.Helper()
	l, err := s.live()
	if err != nil {
		r.add(&r.crashed, 1)
		t.Fatalf("the library does not open: %v", err)
	}
	var end *time.Timer
	kill := func() {
		if k.done < k.kills {
			end = time.AfterFunc(time.Duration(k.random.IntN(250_000))*time.Microsecond, func() { _ = l.cmd.Process.Kill() })
		}
	}
	if k.random.IntN(4) > 0 { // from the start on, or already while it is queued
		kill()
		kill = func() {}
	}
	asked, err := s.carry(l, r, kill)
	k.asked += asked
	if end != nil && !end.Stop() && s.begun == s.lives && !s.ended() {
		k.done++
		r.add(&r.tries, 1)
		for _, p := range s.rows {
			k.at[stages[p.stage]]++
		}
	}
	l.kill()
	for _, f := range s.fars { // a new life remembers nothing of what a shop told the last one
		if f, ok := f.(interface{ Anew() }); ok {
			f.Anew()
		}
	}
	if err != nil && !errors.Is(err, errEnded) {
		t.Fatalf("after %d kills: %v", k.done, err)
	}
	if l.panicked() {
		r.add(&r.crashed, 1)
		t.Errorf("a verb panicked: %s", l.complaint)
	}
}

// withoutPassphrase has the secrets of a library, whose program does not run,
// opened without one, as where a keyring does that.
func (s *street) withoutPassphrase() {
	s.t.Helper()
	var library string
	if err := openRows(s.t, spare(s.t, s.library)).QueryRow(`SELECT value FROM setting WHERE name = 'library'`).Scan(&library); err != nil {
		s.t.Fatal(err)
	}
	v, err := secrets.Open(secrets.Options{Dir: filepath.Join(s.library, "secrets"), Library: library, Now: time.Now,
		Ask: func() (secrets.Passphrase, error) { return secrets.Passphrase(passphrase), nil }})
	if err == nil {
		err = errors.Join(v.Move(secrets.Plain, nil), v.Close())
	}
	if err != nil {
		s.t.Fatal(err)
	}
}
