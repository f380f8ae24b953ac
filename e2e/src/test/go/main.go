// One client of the released Go SDK; what happens goes to stdout, a line of JSON each.
//
//	client URL CHANNEL
//
// It connects, subscribes, and stays until stdin ends.
package main

import (
	"encoding/json"
	"io"
	"log"
	"os"
	"sync"
	"time"

	"github.com/centrifugal/centrifuge-go"
)

var out = struct {
	sync.Mutex
	*json.Encoder
}{Encoder: json.NewEncoder(os.Stdout)}

func say(event string, fields map[string]any) {
	out.Lock()
	defer out.Unlock()
	fields["event"] = event
	if err := out.Encode(fields); err != nil {
		log.Fatal(err)
	}
}

func main() {
	client := centrifuge.NewProtobufClient(os.Args[1], centrifuge.Config{
		MinReconnectDelay: 50 * time.Millisecond,
		MaxReconnectDelay: 500 * time.Millisecond,
	})
	channel := os.Args[2]
	subscription, err := client.NewSubscription(channel, centrifuge.SubscriptionConfig{
		MinResubscribeDelay: 50 * time.Millisecond,
		MaxResubscribeDelay: 500 * time.Millisecond,
	})
	if err != nil {
		log.Fatal(err)
	}
	subscription.OnSubscribed(func(e centrifuge.SubscribedEvent) {
		say("subscribed", map[string]any{"channel": channel, "wasRecovering": e.WasRecovering, "recovered": e.Recovered})
	})
	subscription.OnPublication(func(e centrifuge.PublicationEvent) {
		say("publication", map[string]any{"channel": channel, "offset": e.Offset, "data": json.RawMessage(e.Data)})
	})
	if err := client.Connect(); err != nil {
		log.Fatal(err)
	}
	if err := subscription.Subscribe(); err != nil {
		log.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
}
