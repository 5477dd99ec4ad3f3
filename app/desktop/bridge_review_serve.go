package desktop

import (
	"taglane/app/studio"
	"taglane/app/taglane"
)

func (b *Bridge) ReviewAddresses() ([]studio.ReviewAddress, error) {
	return guard(b, func() ([]studio.ReviewAddress, error) { return b.studio.ReviewAddresses() })
}

func (b *Bridge) ServedReviews() (studio.Served, error) {
	return guard(b, func() (studio.Served, error) { return b.studio.ServedReviews(b.ctx()) })
}

func (b *Bridge) ServeReview(w studio.ReviewWish) (studio.Served, error) {
	return guard(b, func() (studio.Served, error) { return b.studio.ServeReview(b.ctx(), w) })
}

func (b *Bridge) RevokeReview(link taglane.ID) (studio.Served, error) {
	return guard(b, func() (studio.Served, error) { return b.studio.RevokeReview(b.ctx(), link) })
}

func (b *Bridge) StopServing() (studio.Served, error) {
	return guard(b, func() (studio.Served, error) { return b.studio.StopServing(b.ctx()) })
}
