// Package youtube carries a clip to a YouTube channel: resumable upload of a
// private video, and then one repeatable update that makes it public.
//
// It refuses to know product tags, because no API of YouTube's does: products
// and the disclosure stand in the description, and tagging is done by hand in
// YouTube Studio, after a sheet that is made for it. What time it is, YouTube's
// own answers say; only a day of quota is counted by this computer's clock.
//
// The one surprising decision: creating a video cannot be repeated safely, so
// it is never public. Whatever goes wrong on the way leaves at worst a private
// copy that nobody sees, and the public act is a set that may be repeated.
package youtube
