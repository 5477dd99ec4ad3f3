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

// Claim makes something by's at the hub, unless it is somebody's whom over does
// not know; whose it is now is returned. Without a hub it is by's.
func (c *Crew) Claim(ctx context.Context, what, by string, over func(whose string) (bool, error)) (string, error) {
	place, err := c.theTeam(ctx)
	if err != nil {
		return "", unheard(err)
	}
	hub, can := place.(team.Claims)
	if !can {
		return by, nil
	}
	whose, err := hub.Claim(ctx, what, by, "")
	if err != nil {
		return "", unheard(err)
	}
	if whose == by {
		return by, nil
	}
	if known, err := over(whose); err != nil || !known {
		return whose, err
	}
	if whose, err = hub.Claim(ctx, what, by, whose); err != nil {
		return "", unheard(err)
	}
	return whose, nil
}

func unheard(err error) error {
	return taglane.Wrap(err, taglane.Offline, "The team's hub cannot say now whether a teammate publishes this already.")
}
