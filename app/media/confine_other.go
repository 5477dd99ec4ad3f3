//go:build !linux

package media

// systemMeans: no other system has a way that asks nothing of the person.
func systemMeans() means { return limitsOnly }

func landlockVersion() int { return 0 }

func confineThread(child) error { return nil }

// firstThread is asked only where threads are confined.
func firstThread() bool { return false }
