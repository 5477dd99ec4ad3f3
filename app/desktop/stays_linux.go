//go:build linux && webkit2_41

package desktop

/*
#cgo pkg-config: gtk+-3.0 webkit2gtk-4.1
#include <gtk/gtk.h>
#include <webkit2/webkit2.h>
#include <string.h>

static gboolean (*usual)(WebKitWebView *, WebKitPolicyDecision *, WebKitPolicyDecisionType) = NULL;

// home says whether an address is the one that the window starts with, or a
// file that its own page made to be saved.
static gboolean home(const char *uri) {
	static const char start[] = "wails://wails/";
	size_t n = sizeof(start) - 1;
	if (uri == NULL) {
		return FALSE;
	}
	if (g_str_has_prefix(uri, "blob:wails://wails/")) {
		return TRUE;
	}
	return strncmp(uri, start, n) == 0 && (uri[n] == '\0' || uri[n] == '#' || uri[n] == '?');
}

static gboolean stays(WebKitWebView *view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type) {
	if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE) {
		return usual(view, decision, type);
	}
	WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action(WEBKIT_NAVIGATION_POLICY_DECISION(decision));
	const char *uri = webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
	if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION && home(uri)) {
		return usual(view, decision, type);
	}
	webkit_policy_decision_ignore(decision);
	return TRUE;
}

static gboolean has_display(void) { return gtk_init_check(NULL, NULL); }

static void keep_home(void) {
	if (usual != NULL || !gtk_init_check(NULL, NULL)) {
		return;
	}
	WebKitWebViewClass *class = WEBKIT_WEB_VIEW_CLASS(g_type_class_ref(WEBKIT_TYPE_WEB_VIEW));
	usual = class->decide_policy;
	class->decide_policy = stays;
}
*/
import "C"

// keepHome makes the window refuse every address but the one it starts with,
// whoever asks for it: a page from elsewhere would stand where the studio's own
// methods are. It is called before the window is made, since the window makes
// the view itself.
func keepHome() { C.keep_home() }

// hasDisplay says whether there is something to draw a window on.
func hasDisplay() bool { return C.has_display() != 0 }
