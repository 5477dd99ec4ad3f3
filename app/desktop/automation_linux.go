//go:build e2e && linux

package desktop

/*
#cgo pkg-config: gtk+-3.0 webkit2gtk-4.1
#include <gtk/gtk.h>
#include <webkit2/webkit2.h>
#include <string.h>

static GObject *(*construct)(GType, guint, GObjectConstructParam *) = NULL;
static WebKitWebView *view = NULL;

// The property that lets a driver in can only be set while the view is made,
// and the window makes the view itself: it is flipped on the way in.
static GObject *make_view(GType type, guint n, GObjectConstructParam *p) {
	for (guint i = 0; i < n; i++) {
		if (strcmp(g_param_spec_get_name(p[i].pspec), "is-controlled-by-automation") == 0) {
			g_value_set_boolean(p[i].value, TRUE);
		}
	}
	GObject *made = construct(type, n, p);
	if (view == NULL) {
		view = WEBKIT_WEB_VIEW(made);
	}
	return made;
}

static WebKitWebView *lend_view(WebKitAutomationSession *session, gpointer data) { return view; }

static void session_started(WebKitWebContext *context, WebKitAutomationSession *session, gpointer data) {
	WebKitApplicationInfo *info = webkit_application_info_new();
	webkit_application_info_set_name(info, "taglane");
	webkit_application_info_set_version(info, 1, 0, 0);
	webkit_automation_session_set_application_info(session, info);
	webkit_application_info_unref(info);
	g_signal_connect(session, "create-web-view", G_CALLBACK(lend_view), NULL);
}

static int let_driver_in(void) {
	if (!gtk_init_check(NULL, NULL)) {
		return 0;
	}
	GObjectClass *class = G_OBJECT_CLASS(g_type_class_ref(WEBKIT_TYPE_WEB_VIEW));
	construct = class->constructor;
	class->constructor = make_view;
	WebKitWebContext *context = webkit_web_context_get_default();
	webkit_web_context_set_automation_allowed(context, TRUE);
	g_signal_connect(context, "automation-started", G_CALLBACK(session_started), NULL);
	return 1;
}
*/
import "C"

import (
	"context"
	"os"
	"runtime"
	"strings"
	"time"

	wails_runtime "github.com/wailsapp/wails/v2/pkg/runtime"
)

// The test build lets WebKitWebDriver drive the real window. Whoever reaches
// the driver owns the window, so this file is in no build that ships.
func init() {
	BeforeRun = func() {
		runtime.LockOSThread()
		if os.Getenv("GDK_BACKEND") == "" {
			os.Setenv("GDK_BACKEND", "x11")
		}
		if C.let_driver_in() == 0 {
			os.Stderr.WriteString("taglane: the test window needs a display\n")
			os.Exit(1)
		}
	}
	AfterStart = func(ctx context.Context) { go dropWhenTold(ctx, os.Getenv("TAGLANE_TEST_DROP")) }
}

// dropWhenTold stands in for a hand that drops files, which no driver can do:
// once the file named order appears, the paths in it are dropped on the middle
// of the window, by the very event the window's toolkit sends.
func dropWhenTold(ctx context.Context, order string) {
	for order != "" && ctx.Err() == nil {
		if paths, err := os.ReadFile(order); err == nil {
			os.Remove(order)
			wails_runtime.EventsEmit(ctx, "wails:file-drop", 700, 450, strings.Split(strings.TrimSpace(string(paths)), "\n"))
		}
		time.Sleep(50 * time.Millisecond)
	}
}
