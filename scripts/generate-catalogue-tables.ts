import { LEX } from './generate-catalogue-lex.ts'
import { arn, globalArn, type ServiceTable } from './generate-catalogue-table.ts'

/** By the prefix of the actions. */
export const TABLES: Readonly<Record<string, ServiceTable>> = {
  lex: LEX,
  iam: {
    services: ['iam'],
    clients: ['@aws-sdk/client-iam'],
    beside: 'PassRole CreateServiceSpecificCredential',
    elsewhere:
      'GenerateCloudFrontAccessKeys GetCloudFrontPublicKey UpdateCloudFrontPublicKey UploadCloudFrontPublicKey DeleteCloudFrontPublicKey ListCloudFrontPublicKeys ListSTSRegionalEndpointsStatus GetAccountEmailAddress GetAccountName UpdateAccountEmailAddress UpdateAccountName FetchAccountEmailAddress',
    resources: {
      user: {
        form: globalArn('iam', 'user/${UserNameWithPath}'),
        actions:
          /User(?!s$)(?!ToGroup|FromGroup)|AccessKey|LoginProfile|ChangePassword|(?<!Virtual)MFADevices?$|PrincipalPolicy|ListPoliciesGrantingServiceAccess|GenerateServiceLastAccessedDetails|ServiceSpecificCredential|SSHPublicKey|SigningCertificate/,
      },
      role: {
        form: globalArn('iam', 'role/${RoleNameWithPath}'),
        actions:
          /Role(?!s$)(?!ToInst|FromInst)|PrincipalPolicy|ListPoliciesGrantingServiceAccess|GenerateServiceLastAccessedDetails/,
      },
      group: {
        form: globalArn('iam', 'group/${GroupNameWithPath}'),
        actions:
          /Group(?!s$)(?!sFor)|PrincipalPolicy|ListPoliciesGrantingServiceAccess|GenerateServiceLastAccessedDetails/,
      },
      policy: {
        form: globalArn('iam', 'policy/${PolicyNameWithPath}'),
        actions:
          /^(?:(?:Create|Delete|Get|Tag|Untag)Policy|ListPolicyTags|SetDefaultPolicyVersion|ListEntitiesForPolicy|GenerateServiceLastAccessedDetails)$|PolicyVersions?$/,
      },
      'instance profile': {
        form: globalArn('iam', 'instance-profile/${InstanceProfileNameWithPath}'),
        actions: /InstanceProfile(?!s$|sFor)/,
      },
      mfa: {
        form: globalArn('iam', 'mfa/${MfaTokenIdWithPath}'),
        actions:
          /^(?:(?:Create|Delete)VirtualMFADevice|(?:Tag|Untag|Get)MFADevice|ListMFADeviceTags)$/,
      },
      'OIDC provider': {
        form: globalArn('iam', 'oidc-provider/${OidcProviderName}'),
        actions: /OpenIDConnectProvider(?!s$)/,
      },
      'SAML provider': {
        form: globalArn('iam', 'saml-provider/${SamlProviderName}'),
        actions: /SAMLProvider(?!s$)/,
      },
      'server certificate': {
        form: globalArn('iam', 'server-certificate/${CertificateNameWithPath}'),
        actions: /ServerCertificate(?!s$)/,
      },
    },
    creates:
      'CreateUser CreateRole CreatePolicy CreateInstanceProfile CreateVirtualMFADevice CreateOpenIDConnectProvider CreateSAMLProvider UploadServerCertificate',
    keys: {
      String: `iam:PassedToService iam:AWSServiceName iam:ResourceTag/ iam:OrganizationsPolicyId iam:RegisterSecurityKey iam:FIDO-FIPS-140-2-certification iam:FIDO-FIPS-140-3-certification iam:FIDO-certification iam:ServiceSpecificCredentialServiceName iam:DelegationRequestOwner iam:NotificationChannel`,
      ARN: 'iam:AssociatedResourceArn iam:PermissionsBoundary iam:PolicyARN iam:TemplateArn iam:RoleTemplateARN',
      Numeric: 'iam:ServiceSpecificCredentialAgeDays iam:DelegationDuration',
      ArrayOfString: 'iam:AccountPropertyNamespaces',
    },
    keyActions: {
      'iam:PassedToService': 'PassRole',
      'iam:AssociatedResourceArn': 'PassRole',
      'iam:AWSServiceName': 'CreateServiceLinkedRole',
      'iam:PolicyARN':
        'AttachUserPolicy AttachGroupPolicy AttachRolePolicy DetachUserPolicy DetachGroupPolicy DetachRolePolicy',
      'iam:PermissionsBoundary':
        'CreateUser CreateRole PutUserPermissionsBoundary PutRolePermissionsBoundary DeleteUserPermissionsBoundary DeleteRolePermissionsBoundary AttachUserPolicy AttachRolePolicy DetachUserPolicy DetachRolePolicy PutUserPolicy PutRolePolicy DeleteUserPolicy DeleteRolePolicy',
    },
  },
  sts: {
    services: ['sts'],
    clients: ['@aws-sdk/client-sts'],
    beside: 'TagSession SetSourceIdentity',
    elsewhere: 'SetContext GetServiceBearerToken TagGetWebIdentityToken',
    resources: {
      role: {
        form: globalArn('iam', 'role/${RoleNameWithPath}'),
        actions: /^(?:AssumeRole.*|TagSession|SetSourceIdentity)$/,
      },
      user: {
        form: globalArn('iam', 'user/${UserNameWithPath}'),
        actions: /^(?:TagSession|SetSourceIdentity)$/,
      },
      'federated user': {
        form: globalArn('sts', 'federated-user/${FederatedUserName}'),
        actions: /^(?:GetFederationToken|TagSession)$/,
      },
    },
    keys: {
      String: `sts:ExternalId sts:RoleSessionName sts:SourceIdentity sts:AWSServiceName sts:RequestContext/ sts:SigningAlgorithm`,
      Numeric: 'sts:DurationSeconds',
      Bool: 'sts:RoleAuthorizedByIdp',
      ARN: 'sts:TaskPolicyArn',
      ArrayOfString: 'sts:TransitiveTagKeys sts:IdentityTokenAudience',
      ArrayOfARN: 'sts:RequestContextProviders',
    },
  },
  organizations: {
    services: ['organizations'],
    clients: ['@aws-sdk/client-organizations'],
    resources: {
      'entity of the organization': {
        form: globalArn('organizations', '${Entity}'),
        actions:
          /^(?:(?:Attach|Detach|Delete|Describe|Update)Policy|DescribeEffectivePolicy|.*OrganizationalUnit|(?:Delete|Describe)Organization|DescribeAccount|(?:Enable|Disable)PolicyType|ListAccountsForParent|ListChildren|ListOrganizationalUnitsForParent|ListParents|ListPoliciesForTarget|ListTargetsForPolicy|ListTagsForResource|TagResource|UntagResource|MoveAccount|RemoveAccountFromOrganization|(?:Accept|Cancel|Decline|Describe)Handshake)$/,
      },
    },
    creates: 'CreatePolicy CreateOrganizationalUnit CreateAccount InviteAccountToOrganization',
    keys: {
      String: `organizations:PolicyType organizations:ServicePrincipal`,
    },
  },
  s3: {
    services: ['s3'],
    clients: ['@aws-sdk/client-s3'],
    renamed: {
      ListBuckets: 'ListAllMyBuckets',
      HeadBucket: 'ListBucket',
      ListObjects: 'ListBucket',
      ListObjectsV2: 'ListBucket',
      ListObjectVersions: 'ListBucketVersions',
      HeadObject: 'GetObject',
      CreateMultipartUpload: 'PutObject',
      UploadPart: 'PutObject',
      CompleteMultipartUpload: 'PutObject',
      CopyObject: 'PutObject',
      UploadPartCopy: 'PutObject',
      DeleteObjects: 'DeleteObject DeleteObjectVersion',
      ListParts: 'ListMultipartUploadParts',
      ListMultipartUploads: 'ListBucketMultipartUploads',
      GetBucketEncryption: 'GetEncryptionConfiguration',
      PutBucketEncryption: 'PutEncryptionConfiguration',
      DeleteBucketEncryption: 'PutEncryptionConfiguration',
      GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
      PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
      DeleteBucketLifecycle: 'PutLifecycleConfiguration',
      GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
      PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
      DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
      DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
      DeleteBucketTagging: 'PutBucketTagging',
    },
    beside:
      'GetObjectVersion GetObjectVersionAttributes GetObjectVersionTagging GetObjectVersionAcl PutObjectVersionTagging DeleteObjectVersionTagging PutObjectAcl PutBucketAcl TagResource',
    elsewhere:
      'PutObjectVersionAcl GetObjectRetention PutObjectRetention GetObjectLegalHold PutObjectLegalHold BypassGovernanceRetention GetObjectTorrent GetObjectVersionTorrent GetObjectVersionForReplication ReplicateObject ReplicateDelete ReplicateTags ObjectOwnerOverrideToBucketOwner RestoreObject InitiateReplication GetBucketNotification PutBucketNotification GetBucketLogging PutBucketLogging GetBucketCORS PutBucketCORS GetBucketWebsite PutBucketWebsite DeleteBucketWebsite GetBucketRequestPayment PutBucketRequestPayment GetBucketObjectLockConfiguration PutBucketObjectLockConfiguration GetAccelerateConfiguration PutAccelerateConfiguration GetReplicationConfiguration PutReplicationConfiguration GetInventoryConfiguration PutInventoryConfiguration GetMetricsConfiguration PutMetricsConfiguration GetAnalyticsConfiguration PutAnalyticsConfiguration GetIntelligentTieringConfiguration PutIntelligentTieringConfiguration GetAccountPublicAccessBlock PutAccountPublicAccessBlock CreateAccessPoint DeleteAccessPoint GetAccessPoint ListAccessPoints GetAccessPointPolicy PutAccessPointPolicy DeleteAccessPointPolicy GetAccessPointPolicyStatus PutAccessPointPublicAccessBlock CreateJob DescribeJob ListJobs UpdateJobPriority UpdateJobStatus GetJobTagging PutJobTagging DeleteJobTagging DescribeMultiRegionAccessPointOperation CreateMultiRegionAccessPoint DeleteMultiRegionAccessPoint GetMultiRegionAccessPoint ListMultiRegionAccessPoints GetStorageLensConfiguration ListStorageLensConfigurations PutStorageLensConfiguration ListTagsForResource UntagResource',
    resources: {
      bucket: {
        form: 'arn:${Partition}:s3:::${BucketName}',
        actions: /Bucket(?!s$)|Configuration$|^TagResource$/,
      },
      object: {
        form: 'arn:${Partition}:s3:::${BucketName}/${ObjectName}',
        actions: /Object|^AbortMultipartUpload$|^ListMultipartUploadParts$/,
      },
    },
    creates: 'CreateBucket',
    keys: {
      String: `s3:prefix s3:delimiter s3:versionid s3:authType s3:signatureversion s3:x-amz-content-sha256 s3:ExistingObjectTag/ s3:RequestObjectTag/ s3:x-amz-acl s3:x-amz-grant-full-control s3:x-amz-grant-read s3:x-amz-grant-read-acp s3:x-amz-grant-write s3:x-amz-grant-write-acp s3:x-amz-copy-source s3:x-amz-metadata-directive s3:x-amz-server-side-encryption s3:x-amz-server-side-encryption-aws-kms-key-id s3:x-amz-server-side-encryption-customer-algorithm s3:x-amz-storage-class s3:x-amz-website-redirect-location s3:x-amz-object-ownership s3:locationconstraint s3:if-match s3:if-none-match s3:ObjectCreationOperation s3:ResourceAccount s3:DataAccessPointAccount s3:DataAccessPointArn s3:AccessPointNetworkOrigin s3:AccessGrantsInstanceArn s3:object-lock-mode s3:object-lock-legal-hold s3:JobSuspendedCause s3:RequestJobOperation s3:BucketTag/ s3:AccessPointTag/`,
      Numeric:
        's3:max-keys s3:signatureAge s3:TlsVersion s3:object-lock-remaining-retention-days s3:ExistingJobPriority s3:RequestJobPriority',
      Date: 's3:object-lock-retain-until-date',
      ArrayOfString: 's3:RequestObjectTagKeys',
    },
    keyActions: {
      's3:prefix': 'ListBucket ListBucketVersions',
      's3:delimiter': 'ListBucket ListBucketVersions',
      's3:max-keys': 'ListBucket ListBucketVersions',
    },
  },
  kms: {
    services: ['kms'],
    clients: ['@aws-sdk/client-kms'],
    renamed: { ReEncrypt: 'ReEncryptFrom ReEncryptTo' },
    elsewhere: 'SynchronizeMultiRegionKey',
    resources: {
      alias: { form: arn('kms', 'alias/${Alias}'), actions: /^(?:Create|Delete|Update)Alias$/ },
      key: {
        form: arn('kms', 'key/${KeyId}'),
        actions: /^(?!(?:CreateKey|List(?:Keys|Aliases|RetirableGrants)|GenerateRandom)$)/,
      },
    },
    creates: 'CreateKey',
    keys: {
      String: `kms:ViaService kms:CallerAccount kms:EncryptionContext: kms:RequestAlias kms:KeySpec kms:KeyUsage kms:KeyOrigin kms:EncryptionAlgorithm kms:SigningAlgorithm kms:MacAlgorithm kms:KeyAgreementAlgorithm kms:MessageType kms:DataKeyPairSpec kms:GrantConstraintType kms:GranteePrincipal kms:RetiringPrincipal kms:CustomerMasterKeySpec kms:CustomerMasterKeyUsage kms:ExpirationModel kms:WrappingAlgorithm kms:WrappingKeySpec kms:MultiRegionKeyType kms:PrimaryRegion kms:ReplicaRegion`,
      Bool: 'kms:BypassPolicyLockoutSafetyCheck kms:GrantIsForAWSResource kms:MultiRegion kms:ReEncryptOnSameKey',
      Numeric: 'kms:RotationPeriodInDays kms:ScheduleKeyDeletionPendingWindowInDays',
      Date: 'kms:ValidTo',
      ArrayOfString: 'kms:EncryptionContextKeys kms:ResourceAliases kms:GrantOperations',
    },
    keyActions: {
      'kms:RotationPeriodInDays': 'EnableKeyRotation',
      'kms:ScheduleKeyDeletionPendingWindowInDays': 'ScheduleKeyDeletion',
      'kms:GranteePrincipal': 'CreateGrant',
      'kms:GrantConstraintType': 'CreateGrant',
      'kms:DataKeyPairSpec': 'GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext',
    },
  },
  logs: {
    services: ['logs'],
    clients: ['@aws-sdk/client-cloudwatch-logs'],
    elsewhere:
      'CreateLogDelivery GetLogDelivery UpdateLogDelivery DeleteLogDelivery ListLogDeliveries Link Unmask StopLiveTail ListEntitiesForLogGroup ListLogGroupsForEntity PutIndexPolicy IntegrateWithS3Table CallWithBearerToken',
    resources: {
      'log group': {
        form: arn('logs', 'log-group:${LogGroupName}:log-stream:'),
        actions:
          /LogGroups?$|LogStreams$|FilterLogEvents|RetentionPolicy|KmsKey|SubscriptionFilters?$|(?<!Test)MetricFilters?$|^(?:StartQuery|GetQueryResults|CreateExportTask|StartLiveTail)$/,
      },
      'log stream': {
        form: arn('logs', 'log-group:${LogGroupName}:log-stream:${LogStreamName}'),
        actions: /LogStream$|^(?:Put|Get)LogEvents$/,
      },
      'tagged log group': {
        form: arn('logs', 'log-group:${LogGroupName}'),
        actions: /^(?:TagResource|UntagResource|ListTagsForResource)$/,
      },
    },
    creates: 'CreateLogGroup',
    keys: {
      ARN: 'logs:LogGeneratingResourceArns',
    },
  },
  lambda: {
    services: ['lambda'],
    clients: ['@aws-sdk/client-lambda'],
    renamed: { Invoke: 'InvokeFunction', GetFunctionCode: 'GetFunction' },
    elsewhere: 'InvokeFunctionUrl InvokeAsync EnableReplication DisableReplication',
    resources: {
      function: {
        form: arn('lambda', 'function:${FunctionName}'),
        actions: /^(?!(?:ListFunctions|GetAccountSettings)$)/,
      },
    },
    creates: 'CreateFunction',
    keys: {
      String: `lambda:Principal lambda:FunctionUrlAuthType lambda:EventSourceToken`,
      ARN: 'lambda:FunctionArn lambda:SourceFunctionArn lambda:CodeSigningConfigArn',
      Bool: 'lambda:InvokedViaFunctionUrl',
      ArrayOfString: 'lambda:Layer lambda:VpcIds lambda:SubnetIds lambda:SecurityGroupIds',
    },
    keyActions: { 'lambda:Principal': 'AddPermission RemovePermission' },
  },
  cloudwatch: {
    services: ['cloudwatch'],
    clients: ['@aws-sdk/client-cloudwatch'],
    elsewhere:
      'GenerateQuery GenerateQueryResultsSummary Link GetMetricWidgetImage BatchGetServiceLevelIndicatorReport GetService ListServices GetTopologyMap GetTopologyDiscoveryStatus EnableTopologyDiscovery',
    resources: {
      alarm: {
        form: arn('cloudwatch', 'alarm:${AlarmName}'),
        actions:
          /^(?:PutMetricAlarm|DeleteAlarms|DescribeAlarms|DescribeAlarmHistory|SetAlarmState|(?:Enable|Disable)AlarmActions|TagResource|UntagResource|ListTagsForResource)$/,
      },
    },
    creates: 'PutMetricAlarm',
    keys: {
      String: `cloudwatch:namespace`,
      ArrayOfString:
        'cloudwatch:AlarmActions cloudwatch:requestInsightRuleLogGroups cloudwatch:requestManagedResourceARNs',
    },
    keyActions: { 'cloudwatch:AlarmActions': 'PutMetricAlarm' },
  },
  cloudtrail: {
    services: ['cloudtrail'],
    clients: ['@aws-sdk/client-cloudtrail'],
    resources: {
      trail: {
        form: arn('cloudtrail', 'trail/${TrailName}'),
        actions: /^(?!(?:LookupEvents|DescribeTrails|ListTrails|ListPublicKeys)$)/,
      },
    },
    creates: 'CreateTrail',
    keys: {},
  },
  parley: {
    services: ['parley'],
    renamed: { StreamBackup: 'CreateBackup' },
    resources: {
      server: {
        form: globalArn('parley', '${Thing}'),
        actions: /^(?:Reset|GetMetrics|CreateBackup)$/,
      },
      account: {
        form: globalArn('parley', 'account/${AccountId}'),
        actions: /^(?:Create|List)Accounts?$/,
      },
      delivery: {
        form: arn('parley', 'delivery/${DeliveryId}'),
        actions: /^(?:ListDeliveries|RetryDelivery)$/,
      },
      decision: { form: arn('parley', 'decision/${RequestId}'), actions: /^ExplainDecision$/ },
    },
    keys: {},
    withoutTags: true,
  },
  collector: {
    services: [],
    beside:
      'CreateAccount GetAccount ListAccounts DeleteAccount CreateToken ListTokens DeleteToken CreateConnector GetConnector ListConnectors UpdateConnector DeleteConnector TestConnector GenerateRolePolicy GetAssumeRoleDetails ListObjects ReplayObjects IngestBulk ListEvents MigrateExternalId PlanMigration VouchForExternalId CreateArchive GetArchive ListArchives UpdateArchive DeleteArchive TestArchive StartRestore GetRestore ListRestores EstimateRestore DeleteRestore Search',
    resources: {
      account: { form: globalArn('collector', 'account/${AccountId}'), actions: /^(?!Vouch)/ },
      'external id': { form: globalArn('collector', 'legacy-external-id'), actions: /^Vouch/ },
    },
    keys: {},
    withoutTags: true,
  },
}
