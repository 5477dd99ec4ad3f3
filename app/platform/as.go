package platform

// Wrapper is a connector that stands in front of another, such as one that
// seals upload sessions. What it does not do itself, the other does.
type Wrapper interface{ Unwrap() Connector }

// As finds who does T: the connector itself, or the nearest one behind it. A
// wrapper therefore has only those methods in which it has a hand, and hides
// none of the others.
func As[T any](c Connector) (T, bool) {
	for c != nil {
		if t, ok := c.(T); ok {
			return t, true
		}
		w, ok := c.(Wrapper)
		if !ok {
			break
		}
		c = w.Unwrap()
	}
	var none T
	return none, false
}
