package work

import "container/heap"

// line is the tasks that wait, the most pressing first. It is a heap whose
// entries know their places, so that a hundred thousand may wait.
type line []*entry

func (l line) Len() int { return len(l) }

func (l line) Less(i, j int) bool { return l[i].pressing(l[j]) }

func (e *entry) pressing(o *entry) bool {
	return e.rank() < o.rank() || e.rank() == o.rank() && e.order < o.order
}

func (l line) Swap(i, j int) {
	l[i], l[j] = l[j], l[i]
	l[i].at, l[j].at = i, j
}

// Push is heap's; use add.
func (l *line) Push(x any) {
	e := x.(*entry)
	e.at = len(*l)
	*l = append(*l, e)
}

// Pop is heap's; use take.
func (l *line) Pop() any {
	last := len(*l) - 1
	e := (*l)[last]
	(*l)[last] = nil
	*l = (*l)[:last]
	e.at = -1
	return e
}

func (l *line) add(e *entry) { heap.Push(l, e) }

// take is the most pressing of the line; nil when nobody waits.
func (l *line) take() *entry {
	if len(*l) == 0 {
		return nil
	}
	return heap.Pop(l).(*entry)
}

// drop takes an entry out, if it is in the line.
func (l *line) drop(e *entry) {
	if e.at >= 0 {
		heap.Remove(l, e.at)
	}
}

// moved finds an entry its new place.
func (l *line) moved(e *entry) {
	if e.at >= 0 {
		heap.Fix(l, e.at)
	}
}

// before says whether the line's first is more pressing than the other's.
func (l line) before(o line) bool {
	return len(l) > 0 && (len(o) == 0 || l[0].pressing(o[0]))
}
