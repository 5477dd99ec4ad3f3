package crew

import (
	"context"

	"taglane/app/taglane"
	"taglane/app/team"
)

// Hear takes in what others left by now, and leaves what was done here, before
// something is done that must be done once. A folder that is away is no
// obstacle: nobody could know more. Offline: the hub, which could, is away.
func (c *Crew) Hear(ctx context.Context) error {
	place, err := c.theTeam(ctx)
	if err == nil && place == nil {
		return nil
	}
	if err == nil {
		_, err = c.sync(ctx)
	}
	if location, asked := c.l.Store.Setting(ctx, locationSetting); asked != nil || err == nil || !isHub(location) {
		return asked
	}
	return unheard(err)
}

// Claim makes something by's at the hub, where it is nobody's or one's of over;
// whose it is now is returned. hub false: there is none, and nothing is said.
func (c *Crew) Claim(ctx context.Context, what, by string, over ...string) (whose string, hub bool, err error) {
	place, err := c.theTeam(ctx)
	if err != nil {
		return "", false, unheard(err)
	}
	claims, hub := place.(team.Claims)
	if !hub {
		return "", false, nil
	}
	if whose, err = claims.Claim(ctx, what, by, over...); err != nil {
		return "", true, unheard(err)
	}
	return whose, true, nil
}

func unheard(err error) error {
	return taglane.Wrap(err, taglane.Offline, "The team's hub cannot say now whether a teammate publishes this already.")
}
