package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"sort"
	"time"

	"github.com/cilium/cilium/pkg/clustermesh/common"
	"github.com/cilium/cilium/pkg/clustermesh/endpointslicesync"
	"github.com/cilium/cilium/pkg/clustermesh/operator"
	clusterstore "github.com/cilium/cilium/pkg/clustermesh/store"
	"github.com/cilium/cilium/pkg/hive"
	"github.com/cilium/cilium/pkg/k8s"
	fakeclient "github.com/cilium/cilium/pkg/k8s/client/testutils"
	slimcore "github.com/cilium/cilium/pkg/k8s/slim/k8s/api/core/v1"
	"github.com/cilium/cilium/pkg/k8s/utils"
	"github.com/cilium/hive/cell"
	"github.com/spf13/pflag"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// synced answers which EndpointSlices Cilium's operator writes into a cluster for the pods of others, as "cluster address:port/name".
func synced(q question) (answer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	mesh := &meshOfOperator{remotes: q.Remotes, services: common.NewGlobalServiceCache(quiet), heard: make(chan error, 1)}
	var client *fakeclient.FakeClientset
	agent := hive.New(
		fakeclient.FakeClientCell(),
		cell.Provide(k8s.ServiceResource, k8s.DefaultServiceWatchConfig, func() operator.ClusterMesh { return mesh }),
		cell.Config(operator.ClusterMeshConfig{}),
		cell.Config(k8s.DefaultConfig),
		endpointslicesync.Cell,
		cell.Invoke(func(found *fakeclient.FakeClientset) { client = found }),
	)
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	agent.RegisterFlags(flags)
	must(flags.Parse([]string{"--clustermesh-enable-endpoint-sync", "--clustermesh-endpoint-updates-batch-period=0s"}))
	if err := agent.Start(quiet, ctx); err != nil {
		return answer{}, err
	}
	defer agent.Stop(quiet, context.Background())

	var service slimcore.Service
	if err := json.Unmarshal(q.Cluster.Service, &service); err != nil {
		return answer{}, err
	}
	if _, err := client.SlimFakeClientset.CoreV1().Services(service.Namespace).Create(ctx, &service, metav1.CreateOptions{}); err != nil {
		return answer{}, err
	}
	select {
	case err := <-mesh.heard:
		if err != nil {
			return answer{}, err
		}
	case <-ctx.Done():
		return answer{}, ctx.Err()
	}
	return settledSlices(ctx, client, service.Namespace, service.Name)
}

// settledSlices waits until what was written stays as it is for a while.
func settledSlices(ctx context.Context, client *fakeclient.FakeClientset, namespace, name string) (answer, error) {
	last, since := map[string]bool{}, time.Now()
	for time.Since(since) < time.Second {
		found, err := client.KubernetesFakeClientset.DiscoveryV1().EndpointSlices(namespace).List(ctx, metav1.ListOptions{})
		if err != nil {
			return answer{}, err
		}
		now := map[string]bool{}
		for _, slice := range found.Items {
			if slice.Labels[discoveryv1.LabelServiceName] != name || slice.Labels[discoveryv1.LabelManagedBy] != utils.EndpointSliceMeshControllerName {
				return answer{}, fmt.Errorf("slice %s is of another Service or another controller: %v", slice.Name, slice.Labels)
			}
			for _, one := range slice.Endpoints {
				for _, port := range slice.Ports {
					now[fmt.Sprintf("%s %s:%d/%s", slice.Labels["multicluster.kubernetes.io/source-cluster"], one.Addresses[0], *port.Port, *port.Name)] = true
				}
			}
		}
		if !maps.Equal(now, last) {
			last, since = now, time.Now()
		}
		select {
		case <-ctx.Done():
			return answer{}, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	backends := []string{}
	for one := range last {
		backends = append(backends, one)
	}
	sort.Strings(backends)
	return answer{Backends: backends}, nil
}

// meshOfOperator is what the operator hears of other clusters.
type meshOfOperator struct {
	operator.ClusterMesh
	remotes   []clusterInMesh
	services  *common.GlobalServiceCache
	heard     chan error
	onCluster func(string)
	onService func(*clusterstore.ClusterService)
}

func (m *meshOfOperator) RegisterClusterAddHook(hook func(string)) { m.onCluster = hook }
func (m *meshOfOperator) RegisterClusterDeleteHook(func(string))   {}
func (m *meshOfOperator) RegisterClusterServiceUpdateHook(hook func(*clusterstore.ClusterService)) {
	m.onService = hook
}
func (m *meshOfOperator) RegisterClusterServiceDeleteHook(func(*clusterstore.ClusterService)) {}
func (m *meshOfOperator) GlobalServices() *common.GlobalServiceCache                          { return m.services }

// ServicesSynced says that all has been heard of the other clusters, and sees to it.
func (m *meshOfOperator) ServicesSynced(context.Context) error {
	for _, remote := range m.remotes {
		m.onCluster(remote.Name)
		exported, found, err := export(remote)
		if err != nil {
			m.heard <- err
			return err
		}
		if found {
			m.services.OnUpdate(exported)
			m.onService(exported)
		}
	}
	m.heard <- nil
	return nil
}
