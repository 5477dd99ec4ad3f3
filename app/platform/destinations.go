package platform

// destinations number the places a link can be published at, as its sub-id
// writes them. Links are out in the world for years and their sub-ids come back
// with commissions, so lines are only ever added; a number is never given to
// another place, also where a place goes away. 0 is no place in particular.
var destinations = []struct {
	code    int
	service string
}{
	{1, "webpage"},
	{2, "youtube"},
	{3, "instagram"},
	{4, "facebook"},
	{5, "tiktok"},
	{6, "tiktokshop"},
	{7, "shopify"},
	{8, "memory"},
}

// DestinationsMost is the highest number a destination may have.
const DestinationsMost = 36*36 - 1

// DestinationCode is the number of a service in a sub-id; 0 of one that has
// none, which a link may carry and nothing can be told from.
func DestinationCode(service string) int {
	for _, d := range destinations {
		if d.service == service {
			return d.code
		}
	}
	return 0
}

// DestinationOf is the service that has the number; "" where none has.
func DestinationOf(code int) string {
	for _, d := range destinations {
		if d.code == code {
			return d.service
		}
	}
	return ""
}
