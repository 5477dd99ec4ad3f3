package shopify

import "time"

// document is what is asked in GraphQL, and which leave it takes.
type document struct {
	name   string
	root   string // the field whose answer counts; "" for several
	scopes string // as a person has to grant them
	text   string
}

// videoFields are what is asked of a clip wherever it is met.
const videoFields = `id ... on Video { filename status fileStatus alt duration mediaErrors { code details message } fileErrors { code details message } originalSource { url } sources { url mimeType width height } }`

var stageDocument = document{"stage", "stagedUploadsCreate", "write_files", `mutation Stage($input: [StagedUploadInput!]!) {
  stagedUploadsCreate(input: $input) { stagedTargets { url resourceUrl parameters { name value } } userErrors { field message } }
}`}

var createDocument = document{"create", "fileCreate", "write_files", `mutation Create($files: [FileCreateInput!]!) {
  fileCreate(files: $files) { files { id fileStatus } userErrors { code field message } }
}`}

var attachDocument = document{"attach", "productUpdate", "write_products", `mutation Attach($product: ProductUpdateInput!, $media: [CreateMediaInput!]) {
  productUpdate(product: $product, media: $media) { product { id } userErrors { field message } }
}`}

var updateDocument = document{"update", "fileUpdate", "write_files", `mutation Update($files: [FileUpdateInput!]!) {
  fileUpdate(files: $files) { files { id } userErrors { code field message } }
}`}

var videoDocument = document{"video", "node", "read_files", `query Video($id: ID!) { node(id: $id) { ` + videoFields + ` } }`}

var filesDocument = document{"files", "", "read_files", `query Files($query: String!) {
  named: files(first: 20, query: $query) { nodes { ` + videoFields + ` } }
  newest: files(first: 50, sortKey: CREATED_AT, reverse: true) { nodes { ` + videoFields + ` } }
}`}

var videosDocument = document{"videos", "files", "read_files", `query Videos($after: String) {
  files(first: 250, query: "media_type:VIDEO", after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
}`}

var mediaDocument = document{"media", "product", "read_products", `query Media($id: ID!, $after: String) {
  product(id: $id) { id onlineStoreUrl media(first: 100, after: $after) { nodes { ` + videoFields + ` } pageInfo { hasNextPage endCursor } } }
}`}

var productDocument = document{"product", "productByIdentifier", "read_products", `query Product($by: ProductIdentifierInput!) {
  productByIdentifier(identifier: $by) { id title handle status onlineStoreUrl mediaCount { count } }
}`}

var tagsDocument = document{"tags", "nodes", "read_products", `query Tags($ids: [ID!]!, $namespace: String!, $key: String!) {
  nodes(ids: $ids) { id ... on Product { metafield(namespace: $namespace, key: $key) { value type compareDigest } } }
}`}

var setDocument = document{"set", "metafieldsSet", "write_products", `mutation Set($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) { metafields { key } userErrors { code field message elementIndex } }
}`}

var publishDocument = document{"publish", "publishablePublish", "write_publications", `mutation Publish($id: ID!, $input: [PublicationInput!]!) {
  publishablePublish(id: $id, input: $input) { userErrors { field message } }
}`}

var publicationsDocument = document{"publications", "publications", "read_publications", `query Publications($after: String) {
  publications(first: 50, after: $after) { nodes { id name supportsFuturePublishing } pageInfo { hasNextPage endCursor } }
}`}

var stagedDocument = document{"staged", "product", "read_publications", `query Staged($id: ID!) {
  product(id: $id) { id status onlineStoreUrl resourcePublicationsV2(first: 50, onlyPublished: false) { nodes { isPublished publishDate publication { id } } } }
}`}

var shopDocument = document{"shop", "", "read_products", `query Shop {
  shop { name currencyCode myshopifyDomain primaryDomain { host } }
  currentAppInstallation { accessScopes { handle } }
}`}

const variantFields = `id title sku barcode price compareAtPrice availableForSale inventoryQuantity inventoryPolicy updatedAt selectedOptions { name value }`

const productFields = `id title handle status vendor productType descriptionHtml onlineStoreUrl pictures: media(first: 6) { nodes { ... on MediaImage { image { url } } } }`

var productsDocument = document{"products", "", "read_products", `query Products($first: Int!, $variants: Int!, $after: String, $query: String) {
  shop { name currencyCode }
  products(first: $first, after: $after, query: $query) {
    nodes { ` + productFields + ` variants(first: $variants) { nodes { ` + variantFields + ` } pageInfo { hasNextPage endCursor } } }
    pageInfo { hasNextPage endCursor }
  }
}`}

var variantsDocument = document{"variants", "product", "read_products", `query Variants($id: ID!, $after: String) {
  product(id: $id) { id variants(first: 100, after: $after) { nodes { ` + variantFields + ` } pageInfo { hasNextPage endCursor } } }
}`}

var listingDocument = document{"listing", "", "read_products", `query Listing($id: ID!) {
  shop { name currencyCode }
  node(id: $id) { id ... on ProductVariant { ` + variantFields + ` product { ` + productFields + ` } } }
}`}

// storefrontDocument is the one that is asked as a visitor.
var storefrontDocument = document{"storefront", "product", "unauthenticated_read_product_listings", `query Seen($handle: String, $id: ID, $after: String) {
  product(handle: $handle, id: $id) {
    id onlineStoreUrl
    variants(first: 100, after: $after) {
      nodes { id availableForSale currentlyNotInStock price { amount currencyCode } compareAtPrice { amount currencyCode } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`}

type pageInfo struct {
	More *bool  `json:"hasNextPage"`
	End  string `json:"endCursor"`
}

// next is where the next page begins; "" at the end. A page that has no end is
// none.
func (p *pageInfo) next() (string, error) {
	switch {
	case p == nil || p.More == nil || *p.More && p.End == "":
		return "", unreadable("a page that does not say whether it is the last")
	case *p.More:
		return p.End, nil
	}
	return "", nil
}

// userError is a no that comes with an answer of 200.
type userError struct {
	Code    string   `json:"code"`
	Field   []string `json:"field"`
	Message string   `json:"message"`
}

type target struct {
	URL      string      `json:"url"`
	Resource string      `json:"resourceUrl"`
	Fields   []parameter `json:"parameters"`
}

type parameter struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// video is a clip as Shopify shows it.
type video struct {
	ID         string    `json:"id"`
	Name       string    `json:"filename"`
	Status     string    `json:"status"`
	FileStatus string    `json:"fileStatus"`
	Alt        string    `json:"alt"`
	Errors     []trouble `json:"mediaErrors"`
	FileErrors []trouble `json:"fileErrors"`
	Original   *struct {
		URL string `json:"url"`
	} `json:"originalSource"`
	Sources []struct {
		URL    string `json:"url"`
		Mime   string `json:"mimeType"`
		Width  int    `json:"width"`
		Height int    `json:"height"`
	} `json:"sources"`
}

type trouble struct {
	Code    string `json:"code"`
	Details string `json:"details"`
	Message string `json:"message"`
}

type item struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Handle   string `json:"handle"`
	Status   string `json:"status"`
	Vendor   string `json:"vendor"`
	Type     string `json:"productType"`
	HTML     string `json:"descriptionHtml"`
	URL      string `json:"onlineStoreUrl"`
	Pictures *struct {
		Nodes []struct {
			Image *struct {
				URL string `json:"url"`
			} `json:"image"`
		} `json:"nodes"`
	} `json:"pictures"`
	Count *struct {
		Count int `json:"count"`
	} `json:"mediaCount"`
	Variants *variants `json:"variants"`
}

type variants struct {
	Nodes []*variant `json:"nodes"`
	Page  *pageInfo  `json:"pageInfo"`
}

type variant struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	SKU       string    `json:"sku"`
	Barcode   string    `json:"barcode"`
	Price     string    `json:"price"`
	Before    string    `json:"compareAtPrice"`
	ForSale   *bool     `json:"availableForSale"`
	Quantity  *int      `json:"inventoryQuantity"`
	Policy    string    `json:"inventoryPolicy"`
	UpdatedAt time.Time `json:"updatedAt"`
	Options   []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"selectedOptions"`
	Product *item `json:"product"`
}

type shop struct {
	Name     string `json:"name"`
	Currency string `json:"currencyCode"`
	Domain   string `json:"myshopifyDomain"`
	Primary  *struct {
		Host string `json:"host"`
	} `json:"primaryDomain"`
}
