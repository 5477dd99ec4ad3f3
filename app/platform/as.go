package platform

// Wrapper is a connector that stands in front of another, such as one that
// seals upload sessions. What it does not do itself, the other does.
type Wrapper interface{ Unwrap() Publisher }

// As finds who does T: the connector itself, or the nearest one behind it. A
// wrapper therefore has only those methods in which it has a hand, and hides
// none of the others.
func As[T any](p Publisher) (T, bool) {
	for p != nil {
		if t, ok := p.(T); ok {
			return t, true
		}
		w, ok := p.(Wrapper)
		if !ok {
			break
		}
		p = w.Unwrap()
	}
	var none T
	return none, false
}
