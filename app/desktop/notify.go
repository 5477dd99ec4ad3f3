package desktop

import (
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
	wails_runtime "github.com/wailsapp/wails/v2/pkg/runtime"

	"taglane/app/studio"
)

// announcing hands what needs a person to the shell, besides telling the page:
// who looks elsewhere does not see the page.
func announcing(emit func(string, any), sh shell) func(string, any) {
	return func(name string, data any) {
		if a, ok := data.(studio.AttentionEvent); ok {
			sh.notify(a.Title, a.Sentence)
		}
		emit(name, data)
	}
}

// Focused is told by the window itself whenever the person looks at it or away.
func (b *Bridge) Focused(on bool) error {
	_, err := held(b, func() (done, error) {
		if b.shell != nil {
			b.shell.focused(on)
		}
		return done{}, nil
	})
	return err
}

// bell rings on the person's desktop while they look elsewhere. It is silent
// until somebody says so.
type bell struct {
	away  atomic.Bool
	once  sync.Once
	ready atomic.Bool // the system takes notifications from us
}

// ring never keeps its caller waiting: a system's notifications may hang. open
// is asked once whether there are any.
func (b *bell) ring(open func() bool, send func()) {
	if !b.away.Load() {
		return
	}
	go func() {
		b.once.Do(func() { b.ready.Store(open()) })
		if b.ready.Load() {
			send()
		}
	}()
}

func (w *window) focused(on bool) { w.bell.away.Store(!on) }

func (w *window) notify(title, body string) {
	w.bell.ring(w.mayNotify, func() {
		note := wails_runtime.NotificationOptions{ID: uuid.NewString(), Title: title, Body: body}
		if err := wails_runtime.SendNotification(w.ctx, note); err != nil {
			w.config.Log.Warn("a notification could not be shown", "err", err)
		}
	})
}

// mayNotify asks the system, and where it wants that, the person, once.
func (w *window) mayNotify() bool {
	err := wails_runtime.InitializeNotifications(w.ctx)
	if err == nil && !wails_runtime.IsNotificationAvailable(w.ctx) {
		return false
	}
	may := false
	if err == nil {
		may, err = wails_runtime.RequestNotificationAuthorization(w.ctx)
	}
	if err != nil {
		w.config.Log.Warn("this system takes no notifications", "err", err)
	}
	return may && err == nil
}
