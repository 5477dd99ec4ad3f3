package youtube

import (
	"encoding/json"
	"maps"
	"sync"
	"time"

	"taglane/app/taglane"
)

// notes is what has to be known of an account after a restart.
type notes struct {
	Spent   spent             `json:"spent"`
	Uploads time.Time         `json:"uploads,omitzero"` // YouTube takes none to the channel before
	Covers  time.Time         `json:"covers,omitzero"`
	Worn    map[string]string `json:"worn,omitempty"`   // the cover of ours that a video has, as a hash, by video
	Bare    map[string]string `json:"bare,omitempty"`   // why a video has none, by video
	Keys    map[string]string `json:"keys,omitempty"`   // the video of a publication without its cover, by key
	Order   []string          `json:"order,omitempty"`  // videos, the oldest first
	Flying  map[string]int    `json:"flying,omitempty"` // last pieces sent of which no answer came, by upload session
}

// notesMost is how many videos are remembered.
const notesMost = 200

// memory is what is known of one account, the same for all who open it.
type memory struct {
	mu    sync.Mutex
	notes notes
	keep  func(state json.RawMessage)
}

var memories sync.Map // by address, client and account

func memoryOf(base, client string, account taglane.ID) *memory {
	m, _ := memories.LoadOrStore(base+"\x00"+client+"\x00"+string(account), &memory{})
	return m.(*memory)
}

// remember changes what is known, and has it kept.
func (m *memory) remember(how func(n *notes)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	how(&m.notes)
	if m.keep == nil {
		return
	}
	if b, err := json.Marshal(m.notes); err == nil {
		m.keep(b)
	}
}

// know looks at what is known.
func (m *memory) know(how func(n notes)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	how(m.notes)
}

// restore goes on from what was kept, unless it did so already: then what is
// known here is younger.
func (m *memory) restore(was notes, keep func(state json.RawMessage)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.keep == nil {
		m.notes = was
	}
	m.keep = keep
}

// Pace goes on from what was kept, and hands over each new state: what a day
// has cost, and which covers YouTube did not take.
func (s *Service) Pace(state json.RawMessage, keep func(state json.RawMessage)) {
	var was notes
	_ = json.Unmarshal(state, &was) // without a state the day is taken to be whole
	s.memory.restore(was, keep)
	s.limits.restore(s.account.ID, was.Spent, func(now spent) {
		s.memory.remember(func(n *notes) { n.Spent = now })
	})
}

// Ahead implements platform.Timekeeper.
func (s *Service) Ahead() time.Duration { return s.limits.clock.is() }

// cover keeps what became of a video's cover, and forgets the oldest video.
func (n *notes) cover(id, key, worn, bare string) {
	for _, m := range []*map[string]string{&n.Worn, &n.Bare, &n.Keys} {
		if *m == nil {
			*m = map[string]string{}
		}
	}
	delete(n.Worn, id)
	delete(n.Bare, id)
	delete(n.Keys, key)
	if worn != "" {
		n.Worn[id] = worn
	}
	if bare != "" {
		n.Bare[id], n.Keys[key] = bare, id
	}
	n.Order = append(n.Order, id)
	for len(n.Order) > notesMost {
		old := n.Order[0]
		n.Order = n.Order[1:]
		delete(n.Worn, old)
		delete(n.Bare, old)
		maps.DeleteFunc(n.Keys, func(_, video string) bool { return video == old })
	}
}
