package store

import (
	"context"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// KindRoom is a review that was handed out. It goes to the whole team, so that
// any of its laptops may take in what comes back.
const KindRoom = "room"

// RoomWrites are the cells of a room: one, for it never changes.
func RoomWrites(r taglane.Room) []edit.Write {
	return []edit.Write{Set(KindRoom, r.ID, "room", r)}
}

// Room is the room of that id. NotFound: none was handed out under it.
func (s *Store) Room(ctx context.Context, id taglane.ID) (taglane.Room, error) {
	f, err := fieldsOf(s.read, thing{KindRoom, string(id)})
	if err != nil {
		return taglane.Room{}, named(err, "read the library")
	}
	r := read[taglane.Room](f, "room")
	if r.ID == "" || r.ID != id {
		return taglane.Room{}, taglane.Errorf(taglane.NotFound, "There is no such review.")
	}
	r.By = taglane.OneLine(r.By, taglane.MostName)
	return r, nil
}
