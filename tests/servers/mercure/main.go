// A Mercure hub, as a library: authorization by JWT, history in a Bolt database.
package main

import (
	"log"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/dunglas/mercure"
	"go.uber.org/zap"
)

func main() {
	transport, err := mercure.NewTransport(&url.URL{Scheme: "bolt", Path: os.Getenv("HISTORY")}, zap.NewNop())
	if err != nil {
		log.Fatal(err)
	}
	key := []byte(os.Getenv("KEY"))
	hub, err := mercure.NewHub(
		mercure.WithTransport(transport),
		mercure.WithPublisherJWT(key, "HS256"),
		mercure.WithSubscriberJWT(key, "HS256"),
		mercure.WithCORSOrigins([]string{os.Getenv("ORIGIN")}),
		mercure.WithHeartbeat(15*time.Second),
	)
	if err != nil {
		log.Fatal(err)
	}
	http.Handle("/.well-known/mercure", hub)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
