//go:build !linux || !webkit2_41

package desktop

// keepHome is left to the page where the window's view cannot be asked: it
// holds back what would lead away (frontend/src/shell/stays.ts).
func keepHome() {}

// hasDisplay is true where only the window itself can find out.
func hasDisplay() bool { return true }
