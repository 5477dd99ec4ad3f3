package serve

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"taglane/app/taglane"
)

// addressed is a certificate for one address. The same address has the same
// certificate as long as it is valid, so that a link stays true.
type addressed struct {
	Address string `json:"address"`
	DER     []byte `json:"der"`
}

const (
	certificateDays  = 395 // browsers distrust what is valid for longer
	certificateLeast = 31  // days that it has to be valid still: longer than any link
	mostCertificates = 16
)

// newKey is a key for TLS. It is ECDSA on P-256, since browsers take no Ed25519.
func newKey() ([]byte, error) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "A key for served reviews could not be made.")
	}
	b, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "A key for served reviews could not be made.")
	}
	return b, nil
}

// certificate is the one for an address; it is made where there is none that is
// valid for long enough.
func (k *kept) certificate(at netip.Addr, now time.Time) (tls.Certificate, error) {
	failed := func(err error) (tls.Certificate, error) {
		return tls.Certificate{}, taglane.Wrap(err, taglane.Internal, "The certificate for served reviews could not be made.")
	}
	key, err := x509.ParsePKCS8PrivateKey(k.Key)
	if err != nil {
		return failed(err)
	}
	for _, a := range k.Certificates {
		if a.Address != at.String() {
			continue
		}
		if c, err := x509.ParseCertificate(a.DER); err == nil && !now.Before(c.NotBefore) && now.AddDate(0, 0, certificateLeast).Before(c.NotAfter) {
			return tls.Certificate{Certificate: [][]byte{a.DER}, PrivateKey: key, Leaf: c}, nil
		}
	}
	private, is := key.(*ecdsa.PrivateKey)
	if !is {
		return failed(fmt.Errorf("the kept key is a %T", key))
	}
	der, err := selfSigned(private, at, now)
	if err != nil {
		return failed(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return failed(err)
	}
	k.Certificates = slices.DeleteFunc(k.Certificates, func(a addressed) bool { return a.Address == at.String() })
	k.Certificates = append(k.Certificates, addressed{at.String(), der})
	if len(k.Certificates) > mostCertificates {
		k.Certificates = k.Certificates[1:]
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private, Leaf: leaf}, nil
}

func selfSigned(key *ecdsa.PrivateKey, at netip.Addr, now time.Time) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "Taglane review"}, IPAddresses: []net.IP{at.AsSlice()},
		NotBefore: now.Add(-24 * time.Hour), NotAfter: now.AddDate(0, 0, certificateDays), // a guest's clock may be behind
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	return x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
}

// printed is a certificate's fingerprint as a link carries it.
func printed(c tls.Certificate) string {
	sum := sha256.Sum256(c.Certificate[0])
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// readable is a certificate's fingerprint as browsers show it.
func readable(c tls.Certificate) string {
	sum := sha256.Sum256(c.Certificate[0])
	return strings.ReplaceAll(strings.ToUpper(fmt.Sprintf("% x", sum)), " ", ":")
}
