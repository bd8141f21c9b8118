package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/cilium/cilium/daemon/cmd/cni"
	daemonk8s "github.com/cilium/cilium/daemon/k8s"
	"github.com/cilium/cilium/operator/watchers"
	"github.com/cilium/cilium/pkg/allocator"
	"github.com/cilium/cilium/pkg/clustermesh"
	"github.com/cilium/cilium/pkg/clustermesh/clustercfg"
	"github.com/cilium/cilium/pkg/clustermesh/common"
	clusterstore "github.com/cilium/cilium/pkg/clustermesh/store"
	cmtypes "github.com/cilium/cilium/pkg/clustermesh/types"
	"github.com/cilium/cilium/pkg/datapath/iptables/ipset"
	"github.com/cilium/cilium/pkg/datapath/tables"
	datapath "github.com/cilium/cilium/pkg/datapath/types"
	"github.com/cilium/cilium/pkg/dial"
	envoy "github.com/cilium/cilium/pkg/envoy/config"
	"github.com/cilium/cilium/pkg/hive"
	"github.com/cilium/cilium/pkg/identity/cache"
	"github.com/cilium/cilium/pkg/ipcache"
	"github.com/cilium/cilium/pkg/k8s"
	fakeclient "github.com/cilium/cilium/pkg/k8s/client/testutils"
	slimcore "github.com/cilium/cilium/pkg/k8s/slim/k8s/api/core/v1"
	slimdiscovery "github.com/cilium/cilium/pkg/k8s/slim/k8s/api/discovery/v1"
	k8stestutils "github.com/cilium/cilium/pkg/k8s/testutils"
	"github.com/cilium/cilium/pkg/k8s/version"
	"github.com/cilium/cilium/pkg/kpr"
	"github.com/cilium/cilium/pkg/kvstore"
	"github.com/cilium/cilium/pkg/kvstore/store"
	"github.com/cilium/cilium/pkg/lbipamconfig"
	"github.com/cilium/cilium/pkg/loadbalancer"
	lbcell "github.com/cilium/cilium/pkg/loadbalancer/cell"
	"github.com/cilium/cilium/pkg/loadbalancer/writer"
	"github.com/cilium/cilium/pkg/maglev"
	"github.com/cilium/cilium/pkg/metrics"
	"github.com/cilium/cilium/pkg/node"
	nodemanager "github.com/cilium/cilium/pkg/node/manager"
	"github.com/cilium/cilium/pkg/nodeipamconfig"
	"github.com/cilium/cilium/pkg/option"
	"github.com/cilium/cilium/pkg/source"
	uhive "github.com/cilium/hive"
	"github.com/cilium/hive/cell"
	"github.com/cilium/hive/script"
	"github.com/cilium/statedb"
	"github.com/spf13/pflag"
)

// clusterInMesh is a cluster with a Service and the EndpointSlice that Kubernetes made for it, if it has pods.
type clusterInMesh struct {
	Name    string          `json:"name"`
	ID      uint32          `json:"id"`
	Service json.RawMessage `json:"service"`
	Slice   json.RawMessage `json:"slice"`
}

// mesh answers which backends callers in a cluster get: what the others export is computed by Cilium's operator code, what comes in by its agent.
func mesh(q question) (answer, error) {
	folder, err := os.MkdirTemp("", "mesh")
	if err != nil {
		return answer{}, err
	}
	defer os.RemoveAll(folder)
	version.Force(k8stestutils.DefaultVersion)

	// What must have arrived before the answer counts.
	expected := map[string]bool{}
	steps := []string{"k8s/add service.json"}
	must(os.WriteFile(filepath.Join(folder, "service.json"), q.Cluster.Service, 0o600))
	if len(q.Cluster.Slice) > 0 {
		must(os.WriteFile(filepath.Join(folder, "slice.json"), q.Cluster.Slice, 0o600))
		steps = append(steps, "k8s/add slice.json")
		for _, address := range addresses(q.Cluster.Slice) {
			expected[address] = true
		}
	}
	for _, remote := range q.Remotes {
		exported, found, err := export(remote)
		if err != nil {
			return answer{}, err
		}
		if !found {
			continue
		}
		for address, ports := range exported.Backends {
			if len(ports) > 0 {
				expected[address] = true
			}
		}
		text, err := exported.Marshal()
		if err != nil {
			return answer{}, err
		}
		must(os.WriteFile(filepath.Join(folder, remote.Name+".json"), text, 0o600))
		steps = append(steps, fmt.Sprintf("kvstore/update %s/%s %s.json", clusterstore.ServiceStorePrefix, exported.GetKeyName(), remote.Name))
	}

	var table *writer.Writer
	agent := agentOf(q, folder, &table)
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	agent.RegisterFlags(flags)
	must(flags.Set("clustermesh-config", folder+"/clusters"))
	must(flags.Parse([]string{fmt.Sprintf("--cluster-id=%d", q.Cluster.ID), "--cluster-name=" + q.Cluster.Name}))
	commands, err := agent.ScriptCommands(quiet)
	if err != nil {
		return answer{}, err
	}
	maps.Insert(commands, maps.All(script.DefaultCmds()))

	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := agent.Start(quiet, ctx); err != nil {
		return answer{}, err
	}
	defer agent.Stop(quiet, context.Background())
	state, err := script.NewState(ctx, folder, nil)
	if err != nil {
		return answer{}, err
	}
	engine := &script.Engine{Cmds: commands, RetryInterval: 20 * time.Millisecond, MaxRetryInterval: 100 * time.Millisecond}
	text := bufio.NewReader(strings.NewReader(strings.Join(steps, "\n") + "\n"))
	if err := engine.Execute(state, "mesh", text, io.Discard); err != nil {
		return answer{}, err
	}
	return backends(ctx, table, expected)
}

// backends waits until everything has arrived; the choice is made in the same transaction.
func backends(ctx context.Context, table *writer.Writer, expected map[string]bool) (answer, error) {
	for {
		txn := table.ReadTxn()
		present := map[string]bool{}
		for backend := range table.Backends().All(txn) {
			present[backend.Address.Addr().String()] = true
		}
		frontends := 0
		chosen := []string{}
		for frontend := range table.Frontends().All(txn) {
			frontends++
			for backend := range frontend.Backends {
				chosen = append(chosen, backend.Address.StringWithProtocol())
			}
		}
		if frontends > 0 && maps.Equal(present, expected) {
			sort.Strings(chosen)
			return answer{Backends: slices.Compact(chosen)}, nil
		}
		select {
		case <-ctx.Done():
			return answer{}, fmt.Errorf("%d frontends; backends %v instead of %v", frontends, present, expected)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// export is what Cilium's operator publishes of a cluster's Service.
func export(cluster clusterInMesh) (*clusterstore.ClusterService, bool, error) {
	var service slimcore.Service
	if err := json.Unmarshal(cluster.Service, &service); err != nil {
		return nil, false, err
	}
	endpoints := []*k8s.Endpoints{}
	if len(cluster.Slice) > 0 {
		var slice slimdiscovery.EndpointSlice
		if err := json.Unmarshal(cluster.Slice, &slice); err != nil {
			return nil, false, err
		}
		endpoints = append(endpoints, k8s.ParseEndpointSliceV1(quiet, &slice))
	}
	found, shared := watchers.DefaultClusterServiceConverter{}.Convert(&service, func(string, string) []*k8s.Endpoints { return endpoints })
	found.Cluster, found.ClusterID = cluster.Name, cluster.ID
	return found, shared, nil
}

func addresses(slice json.RawMessage) []string {
	var parsed slimdiscovery.EndpointSlice
	must(json.Unmarshal(slice, &parsed))
	found := []string{}
	for _, one := range parsed.Endpoints {
		found = append(found, one.Addresses...)
	}
	return found
}

// agentOf is the part of Cilium's agent that balances load over a mesh, with a Kubernetes and a key-value store in memory.
func agentOf(q question, folder string, table **writer.Writer) *hive.Hive {
	configs := filepath.Join(folder, "clusters")
	must(os.MkdirAll(configs, 0o700))
	return hive.New(
		fakeclient.FakeClientCell(),
		daemonk8s.ResourcesCell,
		daemonk8s.TablesCell,
		cell.Config(envoy.SecretSyncConfig{}),
		cell.Config(cmtypes.DefaultClusterInfo),
		cell.Invoke(cmtypes.ClusterInfo.InitClusterIDMax, cmtypes.ClusterInfo.Validate),
		lbcell.Cell,
		maglev.Cell,
		lbipamconfig.Cell,
		nodeipamconfig.Cell,
		node.LocalNodeStoreTestCell,
		cni.Cell,
		ipset.Cell,
		dial.ServiceResolverCell,
		metrics.Cell,
		clustermesh.Cell,
		cell.Provide(
			tables.NewNodeAddressTable,
			statedb.RWTable[tables.NodeAddress].ToTable,
			source.NewSources,
			func() *option.DaemonConfig { return &option.DaemonConfig{EnableIPv4: true, EnableIPv6: true} },
			func() kpr.KPRConfig { return kpr.KPRConfig{KubeProxyReplacement: true} },
			func() store.Factory { return store.NewFactory(quiet, store.MetricsProvider()) },
			func() *loadbalancer.TestConfig { return &loadbalancer.TestConfig{} },
			func() clustermesh.ClusterMeshMetrics { return noMetrics{} },
			func() clustermesh.RemoteIdentityWatcher { return noIdentities{} },
			func() nodemanager.NodeManager { return noNodes{} },
			func() *ipcache.IPCache { return nil },
			func(db *statedb.DB) (kvstore.Client, uhive.ScriptCmdsOut) {
				client := kvstore.NewInMemoryClient(db, "__all__")
				return client, uhive.NewScriptCmds(kvstore.Commands(client))
			},
		),
		cell.DecorateAll(func(client kvstore.Client) common.RemoteClientFactoryFn {
			return func(context.Context, *slog.Logger, string, kvstore.ExtraOptions) (kvstore.BackendOperations, chan error) {
				failures := make(chan error)
				close(failures)
				return client, failures
			}
		}),
		cell.Invoke(func(client kvstore.Client) error {
			for _, cluster := range append([]clusterInMesh{q.Cluster}, q.Remotes...) {
				if err := os.WriteFile(filepath.Join(configs, cluster.Name), []byte("endpoints:\n- in-memory\n"), 0o600); err != nil {
					return err
				}
				config := cmtypes.CiliumClusterConfig{
					ID:           cluster.ID,
					Capabilities: cmtypes.CiliumClusterConfigCapabilities{MaxConnectedClusters: 255},
				}
				if err := clustercfg.Set(context.Background(), cluster.Name, config, client); err != nil {
					return err
				}
			}
			return nil
		}),
		cell.Invoke(func(found *writer.Writer) { *table = found }),
	)
}

// noNodes manages no nodes: only Services matter here.
type noNodes struct{ nodemanager.NodeManager }

func (noNodes) ClusterSizeDependantInterval(time.Duration) time.Duration { return time.Second }
func (noNodes) MeshNodeSync()                                            {}
func (noNodes) NodeSync()                                                {}
func (noNodes) Subscribe(datapath.NodeHandler)                           {}

// noMetrics counts nothing.
type noMetrics struct{}

func (noMetrics) AddClusterMeshConfig(string, string) {}
func (noMetrics) DelClusterMeshConfig(string, string) {}

// noIdentities watches no identities.
type noIdentities struct{}

func (noIdentities) RemoveRemoteIdentities(string) {}

func (noIdentities) WatchRemoteIdentities(string, uint32, kvstore.BackendOperations, bool) (allocator.RemoteIDCache, error) {
	return &cache.NoopRemoteIDCache{}, nil
}
