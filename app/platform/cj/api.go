package cj

import (
	"encoding/json"
	"errors"
	"regexp"
)

// productsDocument asks for products. What is not among the variables does not
// narrow them.
const productsDocument = `query Products($company: ID!, $pid: ID!, $words: [String!], $partners: [ID!], $status: PartnerStatus, $gtin: String, $ids: [ID!], $deleted: Boolean, $offset: Int, $limit: Int) {
  shoppingProducts(companyId: $company, keywords: $words, partnerIds: $partners, partnerStatus: $status, gtin: $gtin, productIds: $ids, includeDeletedProducts: $deleted, offset: $offset, limit: $limit) {
    totalCount count limit
    resultList {
      id adId advertiserId advertiserName title description brand gtin mpn
      link imageLink additionalImageLink
      price { amount currency } salePrice { amount currency } salePriceEffectiveDateStart salePriceEffectiveDateEnd
      availability availabilityDate expirationDate isDeleted joinedStatus lastUpdated
      serviceableAreas targetCountry
      condition itemGroupId color size material pattern productType googleProductCategory { id name }
      linkCode(pid: $pid) { clickUrl }
    }
  }
}`

// products is a page of products.
type products struct {
	Total int        `json:"totalCount"`
	Count *int       `json:"count"`
	Rows  []*product `json:"resultList"`
}

type product struct {
	ID            string   `json:"id"`
	AdID          string   `json:"adId"`
	AdvertiserID  string   `json:"advertiserId"`
	Advertiser    string   `json:"advertiserName"`
	Title         string   `json:"title"`
	Description   string   `json:"description"`
	Brand         string   `json:"brand"`
	GTIN          string   `json:"gtin"`
	MPN           string   `json:"mpn"`
	Link          string   `json:"link"`
	Image         string   `json:"imageLink"`
	MoreImages    []string `json:"additionalImageLink"`
	Price         *price   `json:"price"`
	Sale          *price   `json:"salePrice"`
	SaleFrom      string   `json:"salePriceEffectiveDateStart"`
	SaleTo        string   `json:"salePriceEffectiveDateEnd"`
	Availability  string   `json:"availability"`
	AvailableFrom string   `json:"availabilityDate"`
	Expires       string   `json:"expirationDate"`
	Deleted       *bool    `json:"isDeleted"`
	Joined        *bool    `json:"joinedStatus"`
	Areas         string   `json:"serviceableAreas"`
	Target        string   `json:"targetCountry"`
	Updated       string   `json:"lastUpdated"`
	Condition     string   `json:"condition"`
	Group         string   `json:"itemGroupId"`
	Color         string   `json:"color"`
	Size          string   `json:"size"`
	Material      string   `json:"material"`
	Pattern       string   `json:"pattern"`
	Types         []string `json:"productType"`
	Category      *struct {
		Name string `json:"name"`
	} `json:"googleProductCategory"`
	LinkCode *struct {
		ClickURL string `json:"clickUrl"`
	} `json:"linkCode"`
}

type price struct {
	Amount   decimal `json:"amount"`
	Currency string  `json:"currency"`
}

// commissionsDocument asks for what was posted within a window. The deprecated
// sid is not asked for: it stays empty.
const commissionsDocument = `query Commissions($companies: [String!]!, $from: String!, $to: String!, $since: String) {
  publisherCommissions(forPublishers: $companies, sincePostingDate: $from, beforePostingDate: $to, sinceCommissionId: $since) {
    count payloadComplete maxCommissionId
    records {
      commissionId originalActionId original actionStatus validationStatus correctionReason
      shopperId orderId advertiserId advertiserName eventDate postingDate
      pubCommissionAmountPubCurrency pubCommissionAmountUsd saleAmountPubCurrency saleAmountUsd
      items { sku quantity }
    }
  }
}`

// commissions is a page of a report.
type commissions struct {
	Count    *int          `json:"count"`
	Complete *bool         `json:"payloadComplete"`
	Max      string        `json:"maxCommissionId"`
	Records  []*commission `json:"records"`
}

type commission struct {
	ID         string  `json:"commissionId"`
	OriginalID string  `json:"originalActionId"`
	Original   bool    `json:"original"`
	Status     string  `json:"actionStatus"`
	Validation string  `json:"validationStatus"`
	Reason     string  `json:"correctionReason"`
	ShopperID  string  `json:"shopperId"`
	Order      string  `json:"orderId"`
	Advertiser string  `json:"advertiserId"`
	Event      string  `json:"eventDate"`
	Posting    string  `json:"postingDate"`
	Own        decimal `json:"pubCommissionAmountPubCurrency"`
	USD        decimal `json:"pubCommissionAmountUsd"`
	SaleOwn    decimal `json:"saleAmountPubCurrency"`
	SaleUSD    decimal `json:"saleAmountUsd"`
	Items      []struct {
		SKU      string `json:"sku"`
		Quantity int    `json:"quantity"`
	} `json:"items"`
}

// decimal is an exact figure. CJ writes it as a text; "" is none.
type decimal string

var decimalForm = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// UnmarshalJSON takes a text or a number, to the last digit.
func (d *decimal) UnmarshalJSON(b []byte) error {
	text := string(b)
	if text == "null" {
		return nil
	}
	if text[0] == '"' {
		if err := json.Unmarshal(b, &text); err != nil {
			return err
		}
	}
	if !decimalForm.MatchString(text) {
		return errors.New("a figure is none")
	}
	*d = decimal(text)
	return nil
}
