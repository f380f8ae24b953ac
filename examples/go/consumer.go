// Reads a stream of a WebSocketGateway in order, beside other replicas: see examples/README.md.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	leaseMillis   = 5000
	batchSize     = 10
	maxDeliveries = 5
)

var (
	gateway, stream, group = os.Getenv("GATEWAY"), os.Getenv("STREAM"), os.Getenv("GROUP")
	consumer               = os.Getenv("CONSUMER")

	partitions, take, read = script("partitions"), script("take"), script("read")
	acknowledge, release   = script("acknowledge"), script("release")
)

func script(name string) *redis.Script {
	text, err := os.ReadFile(os.Getenv("SCRIPTS") + "/" + name + ".lua")
	if err != nil {
		log.Fatal(err)
	}
	return redis.NewScript(string(text))
}

func key(partition int64, what string) string {
	return fmt.Sprintf("wsg:{%s/s/%s/%d}:%s", gateway, stream, partition, what)
}

// handle is your work. It may see a message again, with the same partition and id: remember what is done.
func handle(partition int64, id string, fields map[string]string) {
	fmt.Println(partition, id, fields["key"], fields["data"])
}

// work handles what waits in one partition: the number of messages, or -1 when somebody else has it.
func work(ctx context.Context, client *redis.Client, partition int64, token string) (int, error) {
	lease, entries := key(partition, "lease:"+group), key(partition, "entries")
	reply, err := read.Run(ctx, client, []string{lease, entries, key(partition, "dead:"+group)},
		token, group, consumer, batchSize, maxDeliveries).Slice()
	if err != nil {
		return 0, err
	}
	if reply[0] == "stale" {
		return -1, nil
	}
	for _, entry := range reply[1:] {
		id, flat := entry.([]any)[0].(string), entry.([]any)[1].([]any)
		fields := map[string]string{}
		for i := 0; i < len(flat); i += 2 {
			fields[flat[i].(string)] = flat[i+1].(string)
		}
		handle(partition, id, fields)
		done, err := acknowledge.Run(ctx, client, []string{lease, entries}, token, group, id).Slice()
		if err != nil {
			return 0, err
		}
		if done[0] == "stale" {
			return -1, nil
		}
	}
	return len(reply) - 1, nil
}

// turn takes or keeps leases and works once on each: the number of messages.
func turn(ctx context.Context, client *redis.Client, owned map[int64]string, most int) (int, error) {
	readable, err := partitions.Run(ctx, client,
		[]string{"wsg:{" + gateway + "}:layouts", "wsg:{" + gateway + "}:finished"}, stream, group).Int64Slice()
	if err != nil {
		return 0, err
	}
	may := map[int64]bool{}
	for _, partition := range readable {
		may[partition] = true
	}
	for partition, token := range owned {
		if !may[partition] {
			delete(owned, partition)
			release.Run(ctx, client, []string{key(partition, "lease:"+group)}, token)
		}
	}
	handled := 0
	for _, partition := range readable {
		if _, mine := owned[partition]; !mine && len(owned) >= most {
			continue
		}
		taken, err := take.Run(ctx, client, []string{key(partition, "lease:"+group)}, consumer, leaseMillis).Slice()
		if err != nil {
			return handled, err
		}
		count := -1
		if taken[0] == "taken" {
			if count, err = work(ctx, client, partition, taken[1].(string)); err != nil {
				return handled, err
			}
		}
		if count < 0 {
			delete(owned, partition)
		} else {
			owned[partition] = taken[1].(string)
			handled += count
		}
	}
	return handled, nil
}

func main() {
	options, err := redis.ParseURL(os.Getenv("REDIS_URL"))
	if err != nil {
		log.Fatal(err)
	}
	most, err := strconv.Atoi(os.Getenv("PARTITIONS"))
	if err != nil {
		log.Fatal(err)
	}
	options.MaxRetries = -1 // a script is not repeated by itself
	client := redis.NewClient(options)
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	ctx, owned := context.Background(), map[int64]string{}
	for stop.Err() == nil {
		handled, err := turn(ctx, client, owned, most)
		if err != nil {
			log.Print(err)
			time.Sleep(time.Second)
		} else if handled == 0 {
			time.Sleep(100 * time.Millisecond)
		}
	}
	for partition, token := range owned {
		release.Run(ctx, client, []string{key(partition, "lease:"+group)}, token)
	}
}
