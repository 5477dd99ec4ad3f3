package edit_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"taglane/app/edit"
)

// Two laptops share a shopping list. An item is a thing of kind "item"; its
// name, amount and presence are cells.
func Example() {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	kitchen, office := newLaptop("kitchen", noon), newLaptop("office", noon.Add(-3*time.Hour)) // a wrong clock

	bread := kitchen.do("Add bread", set("bread", edit.Present, true), set("bread", "amount", 1))
	office.hear(kitchen)
	fmt.Println("office: ", office.list())

	// Both change the same item while apart. The later stamp wins a cell; the
	// office has seen the kitchen's edit, so its wrong clock does not matter.
	office.do("Two loaves", set("bread", "amount", 2))
	kitchen.do("Add milk", set("milk", edit.Present, true), set("milk", "amount", 6))
	kitchen.hear(office)
	office.hear(kitchen)
	office.hear(kitchen) // twice is once
	fmt.Println("kitchen:", kitchen.list())
	fmt.Println("office: ", office.list())

	// Undo is a new edit. It takes back what still shows of the old one and
	// says what it left alone: the amount is the office's by now.
	_, kept, _ := edit.Undo(kitchen.log, kitchen.clock, "kitchen", bread.ID)
	fmt.Println("undone: ", kitchen.list(), "kept:", kept)
	edit.Redo(kitchen.log, kitchen.clock, "kitchen", bread.ID)
	fmt.Println("redone: ", kitchen.list())

	// Output:
	// office:  1 bread
	// kitchen: 2 bread, 6 milk
	// office:  2 bread, 6 milk
	// undone:  6 milk kept: [{item bread amount}]
	// redone:  2 bread, 6 milk
}

type laptop struct {
	log   *edit.Memory
	clock *edit.Clock
}

func newLaptop(name string, now time.Time) laptop {
	return laptop{edit.NewMemory(), &edit.Clock{Device: name, Wall: func() time.Time { return now }}}
}

func (l laptop) do(label string, ws ...edit.Write) edit.Edit {
	e, err := edit.Do(l.log, l.clock, edit.Draft{By: l.clock.Device, Label: label, Writes: ws})
	if err != nil {
		panic(err)
	}
	return e
}

// hear takes in what the other has and this one has not.
func (l laptop) hear(other laptop) {
	if _, err := edit.Merge(l.log, l.clock, other.log.Since(l.log.Seen())...); err != nil {
		panic(err)
	}
}

// list is the projection: the state's cells as the things they stand for.
func (l laptop) list() string {
	state := l.log.State()
	var out []string
	for _, id := range []string{"bread", "milk"} {
		if state[edit.Cell{Kind: "item", ID: id, Field: edit.Present}] == "true" {
			out = append(out, state[edit.Cell{Kind: "item", ID: id, Field: "amount"}]+" "+id)
		}
	}
	return strings.Join(out, ", ")
}

func set(id, field string, v any) edit.Write {
	b, _ := json.Marshal(v)
	return edit.Write{Cell: edit.Cell{Kind: "item", ID: id, Field: field}, Value: b}
}
