package desktop

import (
	"bytes"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func (b *Bridge) ProductPage(id taglane.ID) (studio.ProductPage, error) {
	return guard(b, func() (studio.ProductPage, error) { return b.studio.ProductPage(b.ctx(), id) })
}

func (b *Bridge) Sources() ([]studio.Source, error) {
	return guard(b, func() ([]studio.Source, error) { return b.studio.Sources(b.ctx()) })
}

func (b *Bridge) RemoveSource(name string) error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.RemoveSource(b.ctx(), name) })
	return err
}

func (b *Bridge) Listings(source, query string, page int) ([]studio.Listing, error) {
	return guard(b, func() ([]studio.Listing, error) { return b.studio.Listings(b.ctx(), source, query, page) })
}

func (b *Bridge) SearchCatalog(account taglane.ID, query, next string) (studio.FoundListings, error) {
	return guard(b, func() (studio.FoundListings, error) { return b.studio.SearchCatalog(b.ctx(), account, query, next) })
}

func (b *Bridge) ReadPage(address string) ([]studio.Listing, error) {
	return guard(b, func() ([]studio.Listing, error) { return b.studio.ReadPage(b.ctx(), address) })
}

func (b *Bridge) TakeListing(source, key string, product taglane.ID) (studio.Product, error) {
	return guard(b, func() (studio.Product, error) { return b.studio.TakeListing(b.ctx(), source, key, product) })
}

func (b *Bridge) TakeFile(file string, answers studio.FileAnswers) (studio.FileReport, error) {
	return guard(b, func() (studio.FileReport, error) { return b.studio.TakeFile(b.ctx(), file, answers) })
}

func (b *Bridge) ExportProducts() (studio.Export, error) {
	return guard(b, func() (studio.Export, error) { return b.studio.ExportProducts(b.ctx()) })
}

func (b *Bridge) ExpireListings(source string) (int, error) {
	return guard(b, func() (int, error) { return b.studio.ExpireListings(b.ctx(), source) })
}

func (b *Bridge) LikelyDoubles() ([]studio.Likely, error) {
	return guard(b, func() ([]studio.Likely, error) { return b.studio.LikelyDoubles(b.ctx()) })
}

func (b *Bridge) MergeProducts(keep, drop taglane.ID) (studio.Product, error) {
	return guard(b, func() (studio.Product, error) { return b.studio.MergeProducts(b.ctx(), keep, drop) })
}

func (b *Bridge) SetSellers(id taglane.ID, sellers []taglane.Seller) (studio.ProductPage, error) {
	return guard(b, func() (studio.ProductPage, error) { return b.studio.SetSellers(b.ctx(), id, sellers) })
}

func (b *Bridge) SetFallbacks(id taglane.ID, products []taglane.ID) (studio.ProductPage, error) {
	return guard(b, func() (studio.ProductPage, error) { return b.studio.SetFallbacks(b.ctx(), id, products) })
}

func (b *Bridge) SetEmbargo(product, tag taglane.ID, wall, zone string) (*taglane.Embargo, error) {
	return guard(b, func() (*taglane.Embargo, error) { return b.studio.SetEmbargo(b.ctx(), product, tag, wall, zone) })
}

func (b *Bridge) LookAgain(id taglane.ID) (studio.ProductPage, error) {
	return guard(b, func() (studio.ProductPage, error) { return b.studio.LookAgain(b.ctx(), id) })
}

func (b *Bridge) ReadLink(pasted string) (studio.LinkReading, error) {
	return guard(b, func() (studio.LinkReading, error) { return b.studio.ReadLink(b.ctx(), pasted) })
}

func (b *Bridge) Programs() ([]studio.Program, error) {
	return guard(b, func() ([]studio.Program, error) { return b.studio.Programs(b.ctx()) })
}

func (b *Bridge) RenewPrograms(account taglane.ID) ([]studio.Program, error) {
	return guard(b, func() ([]studio.Program, error) { return b.studio.RenewPrograms(b.ctx(), account) })
}

func (b *Bridge) Links(clip taglane.ID) ([]studio.Link, error) {
	return guard(b, func() ([]studio.Link, error) { return b.studio.Links(b.ctx(), clip) })
}

func (b *Bridge) AuditLinks(clip taglane.ID, follow bool) ([]studio.LinkAudit, error) {
	return guard(b, func() ([]studio.LinkAudit, error) { return b.studio.AuditLinks(b.ctx(), clip, follow) })
}

func (b *Bridge) Radar() ([]studio.Trouble, error) {
	return guard(b, func() ([]studio.Trouble, error) { return b.studio.Radar(b.ctx()) })
}

func (b *Bridge) Swaps(product taglane.ID) ([]studio.SwapDecision, error) {
	return guard(b, func() ([]studio.SwapDecision, error) { return b.studio.Swaps(b.ctx(), product) })
}

func (b *Bridge) ApproveSwap(product, by taglane.ID, clips []taglane.ID, why string) (studio.ReplacePlan, error) {
	return guard(b, func() (studio.ReplacePlan, error) { return b.studio.ApproveSwap(b.ctx(), product, by, clips, why) })
}

func (b *Bridge) DeclineSwap(product, by taglane.ID, why string) error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.DeclineSwap(b.ctx(), product, by, why) })
	return err
}

func (b *Bridge) Looks() (studio.Looks, error) {
	return guard(b, func() (studio.Looks, error) { return b.studio.Looks(b.ctx()) })
}

func (b *Bridge) BelieveLooks(source string, believe bool) (studio.Looks, error) {
	return guard(b, func() (studio.Looks, error) { return b.studio.BelieveLooks(b.ctx(), source, believe) })
}

func (b *Bridge) ReplacePlan(product, by taglane.ID, clips []taglane.ID) (studio.ReplacePlan, error) {
	return guard(b, func() (studio.ReplacePlan, error) { return b.studio.ReplacePlan(b.ctx(), product, by, clips) })
}

func (b *Bridge) ReplaceProduct(product, by taglane.ID, clips []taglane.ID) (studio.ReplacePlan, error) {
	return guard(b, func() (studio.ReplacePlan, error) { return b.studio.ReplaceProduct(b.ctx(), product, by, clips) })
}

func (b *Bridge) Launches() ([]studio.Launch, error) {
	return guard(b, func() ([]studio.Launch, error) { return b.studio.Launches(b.ctx()) })
}

func (b *Bridge) Insights(from, to string) (studio.Insights, error) {
	return guard(b, func() (studio.Insights, error) { return b.studio.Insights(b.ctx(), from, to) })
}

func (b *Bridge) ClipInsights(clip taglane.ID) (studio.ClipInsights, error) {
	return guard(b, func() (studio.ClipInsights, error) { return b.studio.ClipInsights(b.ctx(), clip) })
}

func (b *Bridge) RenewInsights() error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.RenewInsights(b.ctx()) })
	return err
}

func (b *Bridge) ExportInsights(from, to string) (studio.Export, error) {
	return guard(b, func() (studio.Export, error) { return b.studio.ExportInsights(b.ctx(), from, to) })
}

func (b *Bridge) ImportCurve(clip taglane.ID, service, text string) (studio.ClipInsights, error) {
	return guard(b, func() (studio.ClipInsights, error) { return b.studio.ImportCurve(b.ctx(), clip, service, text) })
}

func (b *Bridge) ImportImpressions(clip taglane.ID, text string) (studio.ClipInsights, error) {
	return guard(b, func() (studio.ClipInsights, error) { return b.studio.ImportImpressions(b.ctx(), clip, text) })
}

func (b *Bridge) OpenFeed(name string, feed []byte) (studio.FileLook, error) {
	return guard(b, func() (studio.FileLook, error) { return openFeed(b, name, bytes.NewReader(feed)) })
}

// OpenDropped looks at a product file that was dropped into the window.
func (b *Bridge) OpenDropped(path string) (studio.FileLook, error) {
	return guard(b, func() (studio.FileLook, error) { return openDropped(b, path) })
}

func (b *Bridge) StopTaking(file string) error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.StopTaking(b.ctx(), file) })
	return err
}

func (b *Bridge) Pictures() (studio.Pictures, error) {
	return guard(b, func() (studio.Pictures, error) { return b.studio.Pictures(b.ctx()) })
}

func (b *Bridge) FetchPictures() (studio.Pictures, error) {
	return guard(b, func() (studio.Pictures, error) { return b.studio.FetchPictures(b.ctx()) })
}

func (b *Bridge) PickFeed() (studio.FileLook, error) {
	return guard(b, func() (studio.FileLook, error) { return pickFeed(b) })
}

func (b *Bridge) LinkUTM(account taglane.ID) (studio.UTMPage, error) {
	return guard(b, func() (studio.UTMPage, error) { return b.studio.LinkUTM(b.ctx(), account) })
}

func (b *Bridge) TryLinkUTM(account taglane.ID, u studio.UTM) (studio.UTMPage, error) {
	return guard(b, func() (studio.UTMPage, error) { return b.studio.TryLinkUTM(b.ctx(), account, u) })
}

func (b *Bridge) SetLinkUTM(account taglane.ID, u studio.UTM) (studio.UTMPage, error) {
	return guard(b, func() (studio.UTMPage, error) { return b.studio.SetLinkUTM(b.ctx(), account, u) })
}
