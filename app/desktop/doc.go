// Package desktop is the studio behind glass: the Wails window, and the
// browser twin that shows the same screens over loopback.
//
// It refuses to hold any state of the trade: every bound verb is one line that
// calls the studio.
//
// The one surprising decision: the window loads neither clips nor pictures
// from itself. WebKitGTK cannot play video from the window's own scheme, so
// both shells fetch media from a loopback server that knows ids, never paths.
package desktop
