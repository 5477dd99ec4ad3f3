package team_test

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"taglane/app/team"
)

// cluster starts three servers that keep everything three times.
func cluster(t testing.TB) []*server.Server {
	t.Helper()
	var routes []*url.URL
	for range 3 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		routes = append(routes, &url.URL{Scheme: "nats", Host: l.Addr().String()})
	}
	var all []*server.Server
	for i, r := range routes {
		port, err := net.LookupPort("tcp", r.Port())
		if err != nil {
			t.Fatal(err)
		}
		o := &server.Options{ServerName: fmt.Sprint("hub", i), Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true,
			Routes: routes, Cluster: server.ClusterOpts{Name: "hubs", Host: "127.0.0.1", Port: port}}
		s, err := server.NewServer(o)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
		t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	}
	return all
}

// One server of three dies while laptops write; nothing is lost and nobody
// stops for long. When it is back and another dies, the same holds.
func TestAClusterWithAServerKilled(t *testing.T) {
	t.Parallel()
	servers := cluster(t)
	var at3 []string
	for _, s := range servers {
		s.Start()
	}
	for _, s := range servers {
		if !s.ReadyForConnections(10 * time.Second) {
			t.Fatal("a server does not start")
		}
		at3 = append(at3, "nats://"+s.Addr().String())
	}
	a := team.Address{Servers: strings.Join(at3, ",") + "/studio"}
	mia, nora := at(joined(t, a, "mia"), "mia"), at(joined(t, a, "nora"), "nora")
	for i := range 30 {
		mia.does(t, 100)
		nora.does(t, 100)
		if i == 10 {
			leader(t, servers).Shutdown()
		}
		eventually(t, mia)
		eventually(t, nora)
	}
	eventually(t, mia)
	alike(t, mia, nora)
	late := at(joined(t, a, "late"), "late")
	eventually(t, late)
	alike(t, mia, late)
}

// leader is the server that takes in what is left for the team.
func leader(t testing.TB, servers []*server.Server) *server.Server {
	t.Helper()
	for _, s := range servers {
		if s.JetStreamIsStreamLeader("$G", "TAGLANE_studio") {
			return s
		}
	}
	t.Fatal("the stream is not kept by several servers")
	return nil
}

// joined waits until the servers have agreed who leads.
func joined(t testing.TB, a team.Address, device string) *team.Hub {
	t.Helper()
	var err error
	for range 100 {
		var h *team.Hub
		if h, err = team.JoinHub(context.Background(), a, device); err == nil {
			t.Cleanup(func() { h.Close() })
			return h
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal(err)
	return nil
}

func eventually(t testing.TB, l *laptop) {
	t.Helper()
	var err error
	for range 300 {
		if err = l.trySync(); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal(err)
}
