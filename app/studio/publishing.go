package studio

import (
	"sync"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// publishing is what the studio keeps in mind of what goes out.
type publishing struct {
	sync.Mutex
	asked map[taglane.ID]answered // by account
}

// titleOf is what a person calls a service; "" where nobody described it.
func titleOf(service string) string {
	p, _ := platform.ProfileOf(service)
	return p.Title
}
