// Package cjtest is CJ Affiliate as its schema and its pages have it, on this
// computer: the two GraphQL services are executed over their own schemas, so
// that a field or an argument that there is not is an error as it is there, and
// the two older services answer in XML.
//
// It refuses to know the connector, and keeps a ledger of what was asked that
// CJ does not know, or more often than it allows.
//
// The one surprising decision: all four hosts are one address, each the first
// part of the path, so that one base address is enough to stand in for CJ.
package cjtest
