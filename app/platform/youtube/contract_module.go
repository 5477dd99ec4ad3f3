//go:build contract

package youtube

// The description of YouTube's calls that the tests compare with lies in this
// module. Nothing of it is ever built into the app: the tag is nobody's, and
// the package that is named is the smallest one, so that no other module comes
// along.
import _ "google.golang.org/api/googleapi"
