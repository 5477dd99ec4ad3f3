// Package all is the list of connectors this build knows. Only main imports
// it, so that nothing else can depend on any one service.
//
// It refuses to hold anything but the list. The one surprising decision: there
// is no other registry, so removing a line here removes a service.
package all

import (
	_ "taglane/app/platform/cj"
	_ "taglane/app/platform/facebook"
	_ "taglane/app/platform/instagram"
	_ "taglane/app/platform/memory"
	_ "taglane/app/platform/rakuten"
	_ "taglane/app/platform/shopify"
	_ "taglane/app/platform/tiktok"
	_ "taglane/app/platform/tiktokshop"
	_ "taglane/app/platform/webpage"
	_ "taglane/app/platform/youtube"
)
